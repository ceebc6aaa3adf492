package io.viaduct.core.target;

import io.viaduct.api.dto.HostDTO;
import io.viaduct.api.dto.ListenAddressDTO;
import io.viaduct.api.dto.NamespaceDTO;
import io.viaduct.api.dto.SubsystemDTO;
import io.viaduct.api.rpc.RpcException;
import io.viaduct.api.rpc.RpcMethod;
import io.viaduct.api.rpc.RpcMethods;
import io.viaduct.api.rpc.RpcParam;
import io.viaduct.api.rpc.RpcSupport;
import io.viaduct.core.view.CommandLimits;

import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** nvmf_create_subsystem and its kin. */
public final class SubsystemMethods implements RpcMethods {
    private final Targets targets;

    /** The methods of all targets. */
    public SubsystemMethods(Targets targets) {
        this.targets = targets;
    }

    /** Parameters of nvmf_create_subsystem. */
    public static class Create extends TargetParams.InSubsystem {
        /** Honoured. */
        @RpcParam("Serial number, at most 20 printable ASCII characters")
        public String serial_number;

        /** Honoured. */
        @RpcParam("Model number, at most 40 printable ASCII characters")
        public String model_number;

        /** Kept and shown. */
        @RpcParam("Label for people, 4 to 256 printable ASCII characters")
        public String admin_label;

        /** Honoured; 0 is the default, as in SPDK. */
        @RpcParam("Highest namespace identifier, 1 to 65536; 0 is 32")
        public long max_namespaces = SubsystemOptions.NAMESPACES_DEFAULT;

        /** Honoured. */
        @RpcParam("Let any host connect")
        public boolean allow_any_host;

        /** Lacking. */
        @RpcParam(value = "ANA reporting; not supported", support = RpcSupport.LACKING)
        public boolean ana_reporting;

        /** Honoured. */
        @RpcParam("Lowest controller identifier, 1 to 65519")
        public int min_cntlid = 1;

        /** Honoured. */
        @RpcParam("Highest controller identifier, 1 to 65519")
        public int max_cntlid = SubsystemOptions.CNTLID_MAX;

        /** Honoured. */
        @RpcParam("Largest range of a Dataset Management command, logical blocks; 0 for no limit")
        public long dmrsl = CommandLimits.DEFAULT.dmrsl();

        /** Honoured. */
        @RpcParam("Largest Write Zeroes, a power of two of 4 KiB; 0 for no limit")
        public int wzsl = CommandLimits.DEFAULT.wzsl();

        /** Lacking. */
        @RpcParam(
                value = "Hand commands to the device as they are; not supported",
                support = RpcSupport.LACKING)
        public boolean passthrough;

        /** Honoured. */
        @RpcParam("Let a host reset the subsystem")
        public boolean enable_nssr;

        private SubsystemOptions options() throws RpcException {
            if (serial_number == null) {
                serial_number = SubsystemOptions.SERIAL_DEFAULT;
            }
            if (model_number == null) {
                // SPDK would load a file that does not name it with its own.
                model_number = SubsystemOptions.MODEL_DEFAULT;
            }
            if (max_namespaces < 0) {
                throw Refusal.invalid("max_namespaces", max_namespaces, "negative");
            }
            int namespaces =
                    max_namespaces == 0
                            ? SubsystemOptions.NAMESPACES_DEFAULT
                            : (int) Math.min(max_namespaces, Integer.MAX_VALUE);
            return new SubsystemOptions(
                    nqn,
                    serial_number,
                    model_number,
                    admin_label,
                    namespaces,
                    min_cntlid,
                    max_cntlid,
                    enable_nssr,
                    new CommandLimits(dmrsl, wzsl));
        }
    }

    /** Parameters of nvmf_get_subsystems. */
    public static class Get extends TargetParams {
        /** One only. */
        @RpcParam("Only this subsystem")
        public String nqn;
    }

    /** Creates a subsystem. */
    @RpcMethod(value = "nvmf_create_subsystem", description = "Creates a subsystem.")
    public CompletionStage<Void> create(Create p) throws RpcException {
        Target target =
                p.target(
                        targets,
                        "Unable to find target " + (p.tgt_name == null ? "(null)" : p.tgt_name));
        return target.create(p.options(), p.allow_any_host);
    }

    /** Deletes a subsystem. */
    @RpcMethod(
            value = "nvmf_delete_subsystem",
            description = "Disconnects a subsystem's hosts and deletes it.")
    public CompletionStage<Void> delete(TargetParams.InSubsystem p) throws RpcException {
        Target target = p.target(targets);
        return target.delete(p.subsystem(target));
    }

    /** Lists subsystems, discovery first. */
    @RpcMethod(
            value = "nvmf_get_subsystems",
            description = "Lists the subsystems by name, or one of them.",
            mutates = false)
    public List<SubsystemDTO> get(Get p) throws RpcException {
        Target target = p.target(targets);
        if (p.nqn != null) {
            return List.of(dto(target.subsystem(p.nqn)));
        }
        // Clients skip the first, which in SPDK is discovery's, because its name is so old.
        return target.subsystems().stream()
                .sorted(Comparator.comparing(subsystem -> !subsystem.isDiscovery()))
                .map(SubsystemMethods::dto)
                .toList();
    }

    private static SubsystemDTO dto(Subsystem subsystem) {
        var dto = new SubsystemDTO();
        dto.nqn = subsystem.nqn();
        dto.subtype = subsystem.isDiscovery() ? "Discovery" : "NVMe";
        dto.listen_addresses = subsystem.listeners().stream().map(ListenAddressDTO::of).toList();
        dto.allow_any_host = subsystem.allowAnyHost();
        dto.hosts = subsystem.hosts().stream().map(SubsystemMethods::host).toList();
        if (!subsystem.isDiscovery()) {
            SubsystemOptions options = subsystem.options();
            dto.serial_number = options.serialNumber();
            dto.model_number = options.modelNumber();
            dto.admin_label = options.adminLabel();
            dto.max_namespaces = options.maxNamespaces();
            dto.passthrough = false;
            dto.min_cntlid = options.minCntlid();
            dto.max_cntlid = options.maxCntlid();
            dto.dmrsl = options.limits().dmrsl();
            dto.wzsl = options.limits().wzsl();
            dto.namespaces =
                    subsystem.namespaces().values().stream().map(SubsystemMethods::dto).toList();
        }
        return dto;
    }

    private static HostDTO host(String nqn) {
        var dto = new HostDTO();
        dto.nqn = nqn;
        return dto;
    }

    private static NamespaceDTO dto(Namespace namespace) {
        var dto = new NamespaceDTO();
        dto.nsid = namespace.nsid();
        dto.bdev_name = namespace.bdevName();
        dto.name = namespace.bdevName();
        dto.nguid = namespace.nguidText();
        dto.eui64 = namespace.eui64Text();
        dto.uuid = namespace.uuid().toString();
        dto.state = namespace.isHeld() && namespace.hold().isAnnounced() ? "HELD" : null;
        return dto;
    }
}
