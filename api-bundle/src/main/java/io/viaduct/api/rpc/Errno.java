package io.viaduct.api.rpc;

import java.util.Map;

/** The error numbers of Linux that management methods answer with, in the C library's words. */
public enum Errno {
    /** A claim forbids it. */
    EPERM(1, "Operation not permitted"),
    /** There is no such object. */
    ENOENT(2, "No such file or directory"),
    /** The device or the system failed. */
    EIO(5, "Input/output error"),
    /** The memory is not there. */
    ENOMEM(12, "Cannot allocate memory"),
    /** Somebody uses it. */
    EBUSY(16, "Device or resource busy"),
    /** The name is taken. */
    EEXIST(17, "File exists"),
    /** There is no such device. */
    ENODEV(19, "No such device"),
    /** A value is out of its range, or does not go with another. */
    EINVAL(22, "Invalid argument"),
    /** It does not fit. */
    ENOSPC(28, "No space left on device"),
    /** It is not done here. */
    EOPNOTSUPP(95, "Operation not supported"),
    /** It took too long. */
    ETIMEDOUT(110, "Connection timed out");

    private final int number;
    private final String text;

    Errno(int number, String text) {
        this.number = number;
        this.text = text;
    }

    /** The positive number. */
    public int number() {
        return number;
    }

    /** The refusal: the negative number and its text. */
    public RpcException refusal() {
        return new RpcException(-number, text);
    }

    /** The refusal, by {@link #EINVAL}, of a number that a method does not take. */
    public static RpcException outOfRange(String parameter, long value) {
        return EINVAL.refusal(parameter + " " + value + " is out of range");
    }

    /** The refusal with {@code reason} as its detail, for people. */
    public RpcException refusal(String reason) {
        return new RpcException(-number, text, Map.of("reason", reason));
    }
}
