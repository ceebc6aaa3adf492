package io.viaduct.core.osgi;

import io.viaduct.api.rpc.ControlPlane;
import io.viaduct.api.rpc.RpcException;

import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;

import java.util.Map;

/** Whether what is configured is kept. Any thread but the control strand. */
final class JournalHealth implements HealthCheck {
    /** Its name among health checks. */
    static final String NAME = "viaduct journal";

    private final ControlPlane control;

    JournalHealth(ControlPlane control) {
        this.control = control;
    }

    @Override
    public Result execute() {
        try {
            var journal = (Map<?, ?>) control.call("viaduct_get_journal", null);
            Object fault = journal.get("fault");
            if (fault != null) {
                return new Result(
                        Result.Status.CRITICAL, fault + "; nothing can be changed until it can");
            }
            Object path = journal.get("path");
            return new Result(
                    Result.Status.OK, path == null ? "nothing is kept" : "it is kept in " + path);
        } catch (RpcException e) {
            return new Result(Result.Status.HEALTH_CHECK_ERROR, e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Result(Result.Status.HEALTH_CHECK_ERROR, "interrupted");
        }
    }
}
