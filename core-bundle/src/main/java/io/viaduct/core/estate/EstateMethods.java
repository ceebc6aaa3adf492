package io.viaduct.core.estate;

import io.viaduct.api.reactor.Owner;
import io.viaduct.api.rpc.Errno;
import io.viaduct.api.rpc.RpcException;
import io.viaduct.api.rpc.RpcMethod;
import io.viaduct.api.rpc.RpcMethods;
import io.viaduct.api.rpc.RpcParam;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** What bundles have left behind, for the administrator. */
public final class EstateMethods implements RpcMethods {
    private final CoreEstates estates;

    /** The methods over the estates of a process. */
    public EstateMethods(CoreEstates estates) {
        this.estates = estates;
    }

    /** An estate. */
    public static class Shown {
        /** Its name. */
        public String name;

        /** Version of the content's form. */
        public int version;

        /** The bundle that has made it. */
        public String made_by;

        /** The bundle that uses it; null when none does. */
        public String used_by;

        /** Whether it has been discarded and something of it is still in use. */
        public boolean departing;

        /** How many bytes it keeps beside its regions. */
        public long bytes;

        /** Its regions. */
        public List<ShownRegion> regions = new ArrayList<>();

        /** Names of its descriptors. */
        public List<String> descriptors;
    }

    /** A region of an estate. */
    public static class ShownRegion {
        /** Its name within the estate. */
        public String name;

        /** Its size. */
        public long bytes;
    }

    /** Parameters of viaduct_discard_estate. */
    public static class Discard {
        /** Honoured. */
        @RpcParam(value = "Name of an estate that no bundle uses", required = true)
        public String name;
    }

    /** Lists them by name. */
    @RpcMethod(
            value = "viaduct_get_estates",
            description = "Lists what bundles have left to the instances that follow them.",
            mutates = false)
    public List<Shown> list() {
        return estates.all().stream().map(EstateMethods::show).toList();
    }

    private static Shown show(CoreEstate estate) {
        var shown = new Shown();
        shown.name = estate.name();
        shown.version = estate.version();
        shown.made_by = estate.maker();
        Owner user = estate.user();
        shown.used_by = user == null ? null : user.name();
        shown.departing = estate.isDeparting();
        return estate.look(
                content -> {
                    shown.bytes = content.byteCount();
                    shown.descriptors = content.descriptors();
                    content.regions()
                            .forEach(
                                    (part, region) -> {
                                        var one = new ShownRegion();
                                        one.name = part;
                                        one.bytes = region.size();
                                        shown.regions.add(one);
                                    });
                    return shown;
                });
    }

    /** Discards one; answers when its memory is free. */
    @RpcMethod(
            value = "viaduct_discard_estate",
            description = "Discards what a bundle has left, with its content.",
            mutates = false)
    public CompletionStage<Void> discard(Discard p) throws RpcException {
        if (!estates.exists(p.name)) {
            throw Errno.ENOENT.refusal("there is no estate " + p.name);
        }
        CompletableFuture<Void> gone = estates.discard(p.name);
        if (gone == null) {
            throw Errno.EBUSY.refusal("estate " + p.name + " is in use");
        }
        return gone;
    }
}
