package io.viaduct.core.osgi;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.viaduct.api.rpc.ControlPlane;
import io.viaduct.api.rpc.MethodInfo;
import io.viaduct.api.rpc.RpcState;

import org.apache.felix.hc.api.Result;
import org.junit.jupiter.api.Test;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** What the health check says of the journal. */
class JournalHealthTest {
    /** A platform that answers one question. */
    private record Answering(Map<String, Object> journal) implements ControlPlane {
        @Override
        public RpcState state() {
            return RpcState.RUNTIME;
        }

        @Override
        public Collection<MethodInfo> methods() {
            return List.of();
        }

        @Override
        public CompletionStage<Object> submit(String method, Object parameters) {
            return CompletableFuture.completedStage(call(method, parameters));
        }

        @Override
        public Object call(String method, Object parameters) {
            assertEquals("viaduct_get_journal", method);
            return journal;
        }
    }

    private static Result check(Map<String, Object> journal) {
        return new JournalHealth(new Answering(journal)).execute();
    }

    @Test
    void shouldBeCriticalWhileNothingCanBeKept() {
        Result result = check(Map.of("path", "/j", "fault", "no space"));
        assertEquals(Result.Status.CRITICAL, result.getStatus());
        assertEquals(
                "no space; nothing can be changed until it can",
                result.iterator().next().getMessage());
    }

    @Test
    void shouldBeWellWhereItIsKeptOrNothingIs() {
        assertEquals(Result.Status.OK, check(Map.of("path", "/j")).getStatus());
        assertEquals(Result.Status.OK, check(Map.of("open", false)).getStatus());
    }
}
