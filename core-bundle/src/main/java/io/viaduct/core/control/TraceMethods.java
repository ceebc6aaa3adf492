package io.viaduct.core.control;

import io.viaduct.api.rpc.Errno;
import io.viaduct.api.rpc.RpcException;
import io.viaduct.api.rpc.RpcMethod;
import io.viaduct.api.rpc.RpcMethods;
import io.viaduct.api.rpc.RpcParam;
import io.viaduct.api.rpc.RpcState;
import io.viaduct.core.qpair.RequestTracing;

import jdk.jfr.Recording;
import jdk.jfr.RecordingState;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * SPDK's trace points, of which there is one group here: the phases of requests, which the JDK's
 * flight recorder keeps. Control strand.
 */
public final class TraceMethods implements RpcMethods {
    private static final String GROUP = "nvmf";
    private static final String EVERY = "all";
    private static final String RECORDING = "viaduct";

    /** What is kept at most; the oldest goes first. */
    private static final long BYTES_MAX = 64L * 1024 * 1024;

    private long mask;

    /** While points are enabled, and after that until something else is recorded; else null. */
    private Recording recording;

    /** Parameters of trace_enable_tpoint_group and trace_disable_tpoint_group. */
    public static class Group {
        /** Honoured. */
        @RpcParam(value = "\"nvmf\", or \"all\"", required = true)
        public String name;
    }

    /** Parameters of trace_set_tpoint_mask and trace_clear_tpoint_mask. */
    public static class Points {
        /** Honoured. */
        @RpcParam(value = "\"nvmf\"", required = true)
        public String name;

        /** Honoured. */
        @RpcParam(value = "Bits of the points", required = true)
        public long tpoint_mask;
    }

    /** Parameters of viaduct_trace_dump. */
    public static class Dump {
        /** Honoured. */
        @RpcParam(value = "File to write, absolute; one that is there is replaced", required = true)
        public String path;
    }

    /** Enables all points of a group. */
    @RpcMethod(
            value = "trace_enable_tpoint_group",
            description = "Records the phases of requests.",
            states = {RpcState.STARTUP, RpcState.RUNTIME},
            mutates = false)
    public void enableGroup(Group p) throws RpcException {
        require(p.name, true);
        become(RequestTracing.ALL);
    }

    /** Disables all points of a group. */
    @RpcMethod(
            value = "trace_disable_tpoint_group",
            description = "Records no phases of requests any more.",
            states = {RpcState.STARTUP, RpcState.RUNTIME},
            mutates = false)
    public void disableGroup(Group p) throws RpcException {
        require(p.name, true);
        become(0);
    }

    /** Enables points. */
    @RpcMethod(
            value = "trace_set_tpoint_mask",
            description = "Records some phases of requests, with those that are recorded.",
            states = {RpcState.STARTUP, RpcState.RUNTIME},
            mutates = false)
    public void set(Points p) throws RpcException {
        require(p.name, false);
        become(mask | (p.tpoint_mask & RequestTracing.ALL));
    }

    /** Disables points. */
    @RpcMethod(
            value = "trace_clear_tpoint_mask",
            description = "Records some phases of requests no more.",
            states = {RpcState.STARTUP, RpcState.RUNTIME},
            mutates = false)
    public void clear(Points p) throws RpcException {
        require(p.name, false);
        become(mask & ~p.tpoint_mask);
    }

    /** Shows what is enabled, with the names of the points. */
    @RpcMethod(
            value = "trace_get_tpoint_group_mask",
            description = "Shows which phases of requests are recorded.",
            states = {RpcState.STARTUP, RpcState.RUNTIME},
            mutates = false)
    public Map<String, Object> groups() {
        Map<String, Object> group = new LinkedHashMap<>();
        group.put("enabled", mask != 0);
        group.put("mask", hex(1));
        group.put("tpoint_mask", hex(mask));
        group.put("tpoints", points());
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("tpoint_group_mask", hex(mask == 0 ? 0 : 1));
        all.put(GROUP, group);
        return all;
    }

    private List<Object> points() {
        List<Object> points = new ArrayList<>();
        List<String> names = RequestTracing.phases();
        for (int i = 0; i < names.size(); i++) {
            Map<String, Object> point = new LinkedHashMap<>();
            point.put("name", names.get(i));
            point.put("tpoint_id", i);
            point.put("enabled", (mask & (1L << i)) != 0);
            points.add(point);
        }
        return points;
    }

    /** Shows what is enabled, and where it is kept. */
    @RpcMethod(
            value = "trace_get_info",
            description = "Shows which phases of requests are recorded, and under which name.",
            states = {RpcState.STARTUP, RpcState.RUNTIME},
            mutates = false)
    public Map<String, Object> info() {
        Map<String, Object> group = new LinkedHashMap<>();
        group.put("mask", hex(1));
        group.put("tpoint_mask", hex(mask));
        Map<String, Object> all = new LinkedHashMap<>();
        // SPDK has a file in shared memory there; a recording is taken with viaduct_trace_dump.
        all.put("tpoint_shm_path", recording == null ? "" : "jfr:" + recording.getName());
        all.put("tpoint_group_mask", hex(mask == 0 ? 0 : 1));
        all.put(GROUP, group);
        return all;
    }

    /** Forgets what was recorded. */
    @RpcMethod(
            value = "trace_clear",
            description = "Forgets what was recorded of requests, and goes on.",
            mutates = false)
    public void forget() {
        close();
        become(mask);
    }

    /** Writes what was recorded. */
    @RpcMethod(
            value = "viaduct_trace_dump",
            description =
                    "Writes what was recorded of requests to a file for jfr and JDK Mission"
                            + " Control.",
            states = {RpcState.STARTUP, RpcState.RUNTIME},
            mutates = false)
    public void dump(Dump p) throws RpcException {
        if (recording == null) {
            throw Errno.ENOENT.refusal("nothing has been recorded");
        }
        Path path = Path.of(p.path);
        if (!path.isAbsolute()) {
            throw refused("path", p.path, "not absolute");
        }
        try {
            recording.dump(path);
        } catch (IOException e) {
            throw Errno.EIO.refusal(p.path + " cannot be written: " + e.getMessage());
        }
    }

    private void become(long next) {
        mask = next;
        RequestTracing.select(next == 0 ? RequestTracing.ALL : next);
        boolean running = recording != null && recording.getState() == RecordingState.RUNNING;
        if (next != 0 && !running) {
            close();
            recording = new Recording();
            recording.setName(RECORDING);
            recording.setMaxSize(BYTES_MAX);
            recording.enable(RequestTracing.event()).withoutStackTrace();
            recording.start();
        } else if (next == 0 && running) {
            recording.stop();
        }
    }

    private void close() {
        if (recording != null) {
            recording.close();
            recording = null;
        }
    }

    private static void require(String name, boolean every) throws RpcException {
        if (!name.equals(GROUP) && !(every && name.equals(EVERY))) {
            throw refused("name", name, "there is no such group");
        }
    }

    private static RpcException refused(String parameter, String value, String reason) {
        return new RpcException(
                RpcException.INVALID_PARAMS,
                "Invalid parameters",
                Map.of("parameter", parameter, "value", value, "reason", reason));
    }

    private static String hex(long bits) {
        return "0x" + Long.toHexString(bits);
    }
}
