package io.viaduct.core.target;

import io.viaduct.api.dto.ListenAddressDTO;
import io.viaduct.api.rpc.RpcException;
import io.viaduct.api.rpc.RpcMethod;
import io.viaduct.api.rpc.RpcMethods;
import io.viaduct.api.rpc.RpcParam;
import io.viaduct.api.rpc.RpcSupport;
import io.viaduct.api.transport.TransportId;

import java.util.List;
import java.util.concurrent.CompletionStage;

/** nvmf_discovery_add_referral and its kin. */
public final class ReferralMethods implements RpcMethods {
    private final Targets targets;

    /** The methods of all targets. */
    public ReferralMethods(Targets targets) {
        this.targets = targets;
    }

    /** Parameters of nvmf_discovery_add_referral and nvmf_discovery_remove_referral. */
    public static class Refer extends TargetParams {
        /** Honoured. */
        @RpcParam(value = "Where to look", required = true)
        public TargetParams.Address address;

        /** Lacking. */
        @RpcParam(value = "It requires TLS; not supported", support = RpcSupport.LACKING)
        public boolean secure_channel;

        /** Honoured. */
        @RpcParam("Subsystem there; discovery by default")
        public String subnqn;

        private Referral referral() throws RpcException {
            TransportId id = address.id();
            if (Referral.code(id.trtype()) == 0) {
                throw Refusal.invalid("address.trtype", id.trtype(), "TCP, RDMA or FC");
            }
            if (!id.trtype().equals("FC") && id.trsvcid().isEmpty()) {
                throw Refusal.failed("Service ID is required.", "address.trsvcid is missing");
            }
            if (subnqn != null && Nqn.defect(subnqn) != null) {
                String defect = Nqn.defect(subnqn);
                throw Refusal.invalid("Invalid subsystem NQN", "subnqn", subnqn, defect);
            }
            address.become(id);
            subnqn = subnqn == null ? Nqn.DISCOVERY : subnqn;
            return new Referral(id, subnqn);
        }
    }

    /** A referral as SPDK shows it. */
    public static class Shown {
        /** Where to look. */
        public ListenAddressDTO address;

        /** Whether it requires TLS. */
        public boolean secure_channel;

        /** Subsystem there. */
        public String subnqn;
    }

    /** Parameters of viaduct_discovery_set_nqn. */
    public static class SetNqn extends TargetParams {
        /** Honoured. */
        @RpcParam("Unique name of the discovery subsystem; the well known one without")
        public String nqn;
    }

    /** Names the discovery subsystem; it answers to the well known name too. */
    @RpcMethod(
            value = "viaduct_discovery_set_nqn",
            description = "Gives the discovery subsystem a unique name.")
    public CompletionStage<Void> setNqn(SetNqn p) throws RpcException {
        Target target = p.target(targets, "Unable to find a target.");
        String nqn = p.nqn == null ? Nqn.DISCOVERY : p.nqn;
        String defect = nqn.equals(Nqn.DISCOVERY) ? null : Nqn.defect(nqn);
        if (defect == null
                && target.subsystems().stream()
                        .anyMatch(s -> !s.isDiscovery() && s.nqn().equals(nqn))) {
            defect = "a subsystem has it";
        }
        if (defect != null) {
            throw Refusal.invalid("nqn", nqn, defect);
        }
        target.discovery().nqn(nqn);
        return target.publishDiscovery();
    }

    /** Adds a referral; one that is there stays. */
    @RpcMethod(
            value = "nvmf_discovery_add_referral",
            description = "Puts another place to look into the discovery log.")
    public CompletionStage<Void> add(Refer p) throws RpcException {
        Target target = p.target(targets, "Unable to find a target.");
        target.discovery().referrals().add(p.referral());
        return target.publishReferrals();
    }

    /** Removes a referral. */
    @RpcMethod(
            value = "nvmf_discovery_remove_referral",
            description = "Takes another place to look out of the discovery log.")
    public CompletionStage<Void> remove(Refer p) throws RpcException {
        Target target = p.target(targets, "Unable to find a target.");
        Referral referral = p.referral();
        if (!target.discovery().referrals().remove(referral)) {
            throw Refusal.failed("Unable to remove a referral.", referral + " is not there");
        }
        return target.publishReferrals();
    }

    /** Lists the referrals. */
    @RpcMethod(
            value = "nvmf_discovery_get_referrals",
            description = "Lists the other places to look.",
            mutates = false)
    public List<Shown> get(TargetParams p) throws RpcException {
        Target target = p.target(targets, "Unable to find a target");
        return target.discovery().referrals().stream().map(ReferralMethods::shown).toList();
    }

    private static Shown shown(Referral referral) {
        Shown shown = new Shown();
        shown.address = ListenAddressDTO.of(referral.address());
        shown.subnqn = referral.subnqn();
        return shown;
    }
}
