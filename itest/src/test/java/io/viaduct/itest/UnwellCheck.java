package io.viaduct.itest;

import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;

/** A plug-in's health check that is never content. */
public final class UnwellCheck implements HealthCheck {
    @Override
    public Result execute() {
        return new Result(Result.Status.CRITICAL, "it feels unwell");
    }
}
