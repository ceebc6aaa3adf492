package io.viaduct.core.control;

import io.viaduct.api.rpc.MethodInfo;
import io.viaduct.api.rpc.RpcException;
import io.viaduct.api.rpc.RpcMethods;
import io.viaduct.api.rpc.RpcRelaxed;
import io.viaduct.api.rpc.RpcSupport;

import java.util.List;
import java.util.Map;

/**
 * An option method of one of SPDK's modules that is not here, or of a part of SPDK that has no
 * meaning here. What it sets is checked as SPDK does, kept in the desired state, and given to the
 * module when it comes.
 */
public final class StoredMethod implements RpcMethods {
    /** Option methods that SPDK's nvmf_tgt may write into a configuration. */
    private static final List<String> NAMES =
            List.of(
                    "framework_set_scheduler",
                    "scheduler_set_options",
                    "sock_set_default_impl",
                    "sock_impl_set_options",
                    "keyring_linux_set_options",
                    "vmd_enable",
                    "accel_set_options",
                    "accel_set_driver",
                    "accel_assign_opc",
                    "ae4dma_scan_accel_module",
                    "compressdev_scan_accel_module",
                    "cuda_scan_accel_module",
                    "dpdk_cryptodev_scan_accel_module",
                    "dpdk_cryptodev_set_driver",
                    "dsa_scan_accel_module",
                    "iaa_scan_accel_module",
                    "ioat_scan_accel_module",
                    "mlx5_scan_accel_module",
                    "bdev_raid_set_options",
                    "bdev_nvme_set_options",
                    "bdev_nvme_set_hotplug",
                    "bdev_iscsi_set_options");

    private final SpdkCatalogue.Method spdk;

    private StoredMethod(SpdkCatalogue.Method spdk) {
        this.spdk = spdk;
    }

    /** All of them. */
    public static List<StoredMethod> all() {
        SpdkCatalogue catalogue = SpdkCatalogue.get();
        return NAMES.stream().map(catalogue::method).map(StoredMethod::new).toList();
    }

    /** As help shows it. */
    public MethodInfo info() {
        return new MethodInfo(
                spdk.name(),
                List.of(),
                "Stores options without effect here.",
                spdk.states(),
                spdk.parameters().stream()
                        .filter(parameter -> !parameter.name().contains("."))
                        .map(StoredMethod::shown)
                        .toList(),
                RpcSupport.STORED);
    }

    private static MethodInfo.Parameter shown(SpdkParameter parameter) {
        String type =
                switch (parameter.type()) {
                    case "boolean", "array", "object" -> parameter.type();
                    default -> parameter.isInteger() ? "number" : "string";
                };
        return new MethodInfo.Parameter(
                parameter.name(),
                type,
                parameter.required(),
                "Stored",
                "",
                List.of(),
                RpcSupport.STORED);
    }

    /** Any parameters; the catalogue says which. */
    public static class Options {
        /** All of them. */
        @RpcRelaxed public Map<String, Object> values = Map.of();
    }

    /** Takes options. */
    public void store(Options options) throws RpcException {
        try {
            check(options.values, "");
        } catch (BadParameter e) {
            throw e.answer(spdk.name());
        }
    }

    private void check(Map<?, ?> given, String path) throws BadParameter {
        for (Map.Entry<?, ?> one : given.entrySet()) {
            String name = path + one.getKey();
            SpdkParameter parameter = parameter(name);
            if (parameter == null) {
                throw new BadParameter(name, one.getValue(), "there is no such parameter");
            }
            if (!parameter.takes(one.getValue())) {
                String reason = "the value is none of type " + parameter.type();
                throw new BadParameter(name, one.getValue(), reason);
            }
            if (one.getValue() instanceof Map<?, ?> members) {
                check(members, name + ".");
            }
        }
        for (SpdkParameter parameter : spdk.parameters()) {
            String name = parameter.name();
            boolean here = name.startsWith(path) && name.indexOf('.', path.length()) < 0;
            if (here && parameter.required() && given.get(name.substring(path.length())) == null) {
                throw new BadParameter(name, null, "a required parameter is missing");
            }
        }
    }

    private SpdkParameter parameter(String name) {
        for (SpdkParameter parameter : spdk.parameters()) {
            if (parameter.name().equals(name)) {
                return parameter;
            }
        }
        return null;
    }
}
