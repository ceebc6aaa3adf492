package io.viaduct.rpc;

import io.viaduct.api.rpc.ControlPlane;
import io.viaduct.api.rpc.RpcException;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/** Hands requests to the control plane and makes lines of its results. Any thread. */
final class Dispatcher {
    /** SPDK's JSON-RPC code for what is no request. */
    private static final int INVALID_REQUEST = -32600;

    private static final System.Logger LOG = System.getLogger(Dispatcher.class.getName());
    private static final byte[] NOTHING = {};

    private final ControlPlane control;
    private final int answerBytesMax;

    Dispatcher(ControlPlane control, int answerBytesMax) {
        this.control = control;
        this.answerBytesMax = answerBytesMax;
    }

    /**
     * Starts what a value asks for: one request, or a list of them.
     *
     * @return the line to send, empty where there is nothing to say; fails if it would be too long
     */
    CompletableFuture<byte[]> submit(Object value) {
        if (!(value instanceof List<?> batch)) {
            return answer(Request.of(value)).thenApply(Dispatcher::line);
        }
        if (batch.isEmpty()) {
            return answer(new Request.Invalid(null)).thenApply(Dispatcher::line);
        }
        List<CompletableFuture<byte[]>> answers =
                batch.stream().map(element -> answer(Request.of(element))).toList();
        return CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
                .thenApply(_ -> line(array(answers)));
    }

    private CompletableFuture<byte[]> answer(Request request) {
        return switch (request) {
            case Request.Call call -> call(call);
            case Request.Invalid(Object id) -> refuse(id, INVALID_REQUEST, "Invalid request");
            case Request.Unreadable(Object id) ->
                    refuse(id, RpcException.INVALID_PARAMS, "Invalid parameters");
        };
    }

    private CompletableFuture<byte[]> refuse(Object id, int code, String message) {
        return CompletableFuture.completedFuture(error(id, new RpcException(code, message)));
    }

    private CompletableFuture<byte[]> call(Request.Call call) {
        CompletionStage<Object> running;
        try {
            running = control.submit(call.method(), call.parameters());
        } catch (RuntimeException e) {
            running = CompletableFuture.failedStage(e);
        }
        return running.handle((result, failure) -> outcome(call, result, failure))
                .toCompletableFuture();
    }

    private byte[] outcome(Request.Call call, Object result, Throwable failure) {
        if (failure != null) {
            return error(call.id(), refusal(call, failure));
        }
        if (call.id() == null) {
            return NOTHING;
        }
        try {
            return Answer.result(call.id(), result, answerBytesMax);
        } catch (IllegalArgumentException e) {
            return error(call.id(), refusal(call, e));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static RpcException refusal(Request.Call call, Throwable failure) {
        Throwable cause = failure;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        if (cause instanceof RpcException refused) {
            return refused;
        }
        LOG.log(Level.ERROR, "RPC method " + call.method() + " failed", cause);
        return new RpcException(RpcException.INTERNAL_ERROR, "Internal error");
    }

    private byte[] error(Object id, RpcException error) {
        try {
            return Answer.error(id, error, answerBytesMax);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private byte[] array(List<CompletableFuture<byte[]>> answers) {
        var array = new ByteArrayOutputStream();
        for (CompletableFuture<byte[]> one : answers) {
            byte[] answer = one.join();
            if (answer.length > 0) {
                array.write(array.size() == 0 ? '[' : ',');
                array.writeBytes(answer);
            }
            if (array.size() > answerBytesMax) {
                throw new UncheckedIOException(
                        new IOException("answers of more than " + answerBytesMax + " bytes"));
            }
        }
        if (array.size() > 0) {
            array.write(']');
        }
        return array.toByteArray();
    }

    private static byte[] line(byte[] answer) {
        if (answer.length == 0) {
            return answer;
        }
        byte[] line = Arrays.copyOf(answer, answer.length + 1);
        line[answer.length] = '\n';
        return line;
    }
}
