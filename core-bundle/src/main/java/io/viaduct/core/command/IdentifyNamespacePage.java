package io.viaduct.core.command;

import static io.viaduct.api.memory.Native.ALL;

import io.viaduct.api.bdev.BdevOp;
import io.viaduct.api.bdev.Geometry;
import io.viaduct.api.nvme.IdentifyNamespace;
import io.viaduct.api.nvme.IdentifyNamespaceIndependent;
import io.viaduct.core.view.NamespaceView;
import io.viaduct.core.view.SubsystemView;

/** Identify Namespace, of the NVM command set and independent of it. */
final class IdentifyNamespacePage {
    private static final int LONGEST_BOUNDARY = 0xffff;

    private IdentifyNamespacePage() {}

    static void write(SubsystemView subsystem, NamespaceView namespace, long page) {
        Geometry geometry = namespace.geometry();
        IdentifyNamespace.nsze(ALL, page, geometry.blockCount());
        IdentifyNamespace.ncap(ALL, page, geometry.blockCount());
        IdentifyNamespace.nuse(ALL, page, geometry.blockCount());
        IdentifyNamespace.nmic(ALL, page, IdentifyNamespace.NMIC_SHRNS);
        int ms = geometry.metadataInterleaved() ? geometry.metadataSize() : 0;
        int lbads = Integer.numberOfTrailingZeros(geometry.blockSize());
        IdentifyNamespace.lbaf(ALL, page, 0, ms, lbads, 0);
        if (ms > 0) {
            IdentifyNamespace.flbas(ALL, page, IdentifyNamespace.FLBAS_EXTENDED);
            IdentifyNamespace.mc(ALL, page, IdentifyNamespace.MC_EXTENDED);
        }
        writeProtection(geometry, page);
        writeLimits(geometry, page);
        IdentifyNamespace.dlfeat(ALL, page, dlfeat(namespace));
        if (geometry.optimalIoBoundary() <= LONGEST_BOUNDARY) {
            IdentifyNamespace.noiob(ALL, page, geometry.optimalIoBoundary());
        }
        writePreferences(geometry, page);
        if (namespace.nguid() != null) {
            IdentifyNamespace.nguid(ALL, page, namespace.nguid());
        }
        if (namespace.eui64() != null) {
            IdentifyNamespace.eui64(ALL, page, namespace.eui64());
        }
    }

    private static void writeProtection(Geometry geometry, long page) {
        int type = geometry.protection();
        if (type == 0) {
            return;
        }
        boolean first = geometry.protectionFirst();
        int place = first ? IdentifyNamespace.DPC_MD_START : IdentifyNamespace.DPC_MD_END;
        int offered = IdentifyNamespace.DPC_PIT1 << (type - 1);
        IdentifyNamespace.dpc(ALL, page, offered | place);
        IdentifyNamespace.dps(ALL, page, type | (first ? IdentifyNamespace.DPS_MD_START : 0));
    }

    /** Writes are atomic by blocks, a Compare and Write is so up to a length of its own. */
    private static void writeLimits(Geometry geometry, long page) {
        IdentifyNamespace.nsfeat(ALL, page, IdentifyNamespace.NSFEAT_NS_ATOMIC_WRITE_UNIT);
        IdentifyNamespace.nacwu(ALL, page, FusedCommands.blocksMax(geometry) - 1);
        IdentifyNamespace.mssrl(ALL, page, CopyCommands.rangeBlocksMax(geometry));
        IdentifyNamespace.mcl(ALL, page, CopyCommands.blocksMax(geometry));
        IdentifyNamespace.msrc(ALL, page, CopyCommands.RANGES_MAX - 1);
    }

    private static int dlfeat(NamespaceView namespace) {
        Geometry geometry = namespace.geometry();
        boolean unmaps = namespace.descriptor().operations().contains(BdevOp.UNMAP);
        if (!unmaps || !geometry.unmapReadsZeroes()) {
            return 0;
        }
        return IdentifyNamespace.DLFEAT_READ_ZEROES
                | IdentifyNamespace.DLFEAT_WRITE_ZERO_DEALLOCATE;
    }

    /** Preferred sizes, all 0-based; a device that has none of them says nothing of any. */
    private static void writePreferences(Geometry geometry, long page) {
        int granularity = geometry.preferredWriteGranularity();
        int physical = geometry.physicalBlockSize() / geometry.blockSize();
        int npwg = granularity > 0 ? granularity : physical;
        if (npwg == 1
                && geometry.optimalWriteSize() == 0
                && geometry.preferredUnmapGranularity() == 0) {
            return;
        }
        int features = IdentifyNamespace.nsfeat(ALL, page) | IdentifyNamespace.NSFEAT_OPTPERF;
        IdentifyNamespace.nsfeat(ALL, page, features);
        IdentifyNamespace.npwg(ALL, page, zeroBased(npwg));
        IdentifyNamespace.npwa(ALL, page, zeroBased(geometry.preferredWriteAlignment()));
        IdentifyNamespace.npdg(ALL, page, zeroBased(geometry.preferredUnmapGranularity()));
        IdentifyNamespace.npda(ALL, page, zeroBased(geometry.preferredUnmapAlignment()));
        IdentifyNamespace.nows(ALL, page, zeroBased(geometry.optimalWriteSize()));
    }

    private static int zeroBased(int blocks) {
        return Math.min(Math.max(blocks, 1) - 1, LONGEST_BOUNDARY);
    }

    static void writeIndependent(SubsystemView subsystem, NamespaceView namespace, long page) {
        IdentifyNamespaceIndependent.nmic(ALL, page, IdentifyNamespace.NMIC_SHRNS);
        IdentifyNamespaceIndependent.nstat(ALL, page, IdentifyNamespaceIndependent.NSTAT_NRDY);
    }
}
