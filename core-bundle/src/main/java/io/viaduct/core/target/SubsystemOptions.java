package io.viaduct.core.target;

import io.viaduct.api.rpc.RpcException;
import io.viaduct.core.view.CommandLimits;

/**
 * What a subsystem keeps for life; the names are those of nvmf_create_subsystem.
 *
 * @param nqn its name
 * @param serialNumber 0 to 20 printable ASCII characters
 * @param modelNumber 0 to 40 printable ASCII characters
 * @param adminLabel 4 to 256 printable ASCII characters, or null
 * @param maxNamespaces highest namespace identifier, 1 to 65536
 * @param minCntlid lowest controller identifier, 1 to 65519
 * @param maxCntlid highest controller identifier, minCntlid to 65519
 * @param nssr whether a host may reset the subsystem
 * @param limits of commands without a transfer
 */
record SubsystemOptions(
        String nqn,
        String serialNumber,
        String modelNumber,
        String adminLabel,
        int maxNamespaces,
        int minCntlid,
        int maxCntlid,
        boolean nssr,
        CommandLimits limits) {
    /** SPDK's default: 32 namespaces. */
    static final int NAMESPACES_DEFAULT = 32;

    /** Namespaces that a subsystem's tables are made for. */
    static final int NAMESPACES_MAX = 65536;

    /** Highest identifier of a dynamic controller: FFEFh (NVMe over Fabrics). */
    static final int CNTLID_MAX = 0xffef;

    /** SPDK's default serial number. */
    static final String SERIAL_DEFAULT = "0".repeat(20);

    /** What Identify Controller calls us where nobody says otherwise. */
    static final String MODEL_DEFAULT = "Viaduct bdev Controller";

    /** What DMRSL has room for. */
    static final long DMRSL_MAX = 0xffff_ffffL;

    /** What WZSL has room for. */
    static final int WZSL_MAX = 0xff;

    private static final int SERIAL_MAX = 20;
    private static final int MODEL_MAX = 40;
    private static final int LABEL_MIN = 4;
    private static final int LABEL_MAX = 256;

    /** Checks the ranges above, in SPDK's order and words. */
    void check() throws RpcException {
        text("serial_number", serialNumber, 0, SERIAL_MAX, "Invalid parameters");
        text("model_number", modelNumber, 0, MODEL_MAX, "Invalid parameters");
        if (adminLabel != null) {
            text("admin_label", adminLabel, LABEL_MIN, LABEL_MAX, "Invalid admin_label");
        }
        String defect = Nqn.defect(nqn);
        if (defect != null) {
            throw Refusal.failed("Unable to create subsystem " + nqn, defect);
        }
        if (maxNamespaces > NAMESPACES_MAX) {
            throw Refusal.invalid("max_namespaces", maxNamespaces, "at most " + NAMESPACES_MAX);
        }
        range("dmrsl", limits.dmrsl(), DMRSL_MAX);
        range("wzsl", limits.wzsl(), WZSL_MAX);
        if (minCntlid < 1 || minCntlid > maxCntlid || maxCntlid > CNTLID_MAX) {
            throw Refusal.invalid(
                    "Invalid cntlid range [" + minCntlid + "-" + maxCntlid + "]",
                    "min_cntlid",
                    minCntlid,
                    "1 <= min_cntlid <= max_cntlid <= " + CNTLID_MAX);
        }
    }

    private static void range(String name, long value, long max) throws RpcException {
        if (value < 0 || value > max) {
            throw Refusal.invalid(name, value, "0 to " + max);
        }
    }

    private static void text(String name, String value, int min, int max, String message)
            throws RpcException {
        boolean printable = value.chars().allMatch(c -> c >= 0x20 && c <= 0x7e);
        if (!printable || value.length() < min || value.length() > max) {
            String reason = min + " to " + max + " printable ASCII characters";
            throw Refusal.invalid(message, name, value, reason);
        }
    }
}
