package io.viaduct.core.doctor;

import io.viaduct.api.dto.DoctorCheckDTO;
import io.viaduct.api.dto.DoctorDTO;
import io.viaduct.api.rpc.ControlPlane;
import io.viaduct.api.rpc.RpcException;
import io.viaduct.api.rpc.RpcMethod;
import io.viaduct.api.rpc.RpcMethods;
import io.viaduct.api.rpc.RpcParam;
import io.viaduct.api.rpc.RpcState;
import io.viaduct.api.transport.TargetTransport;
import io.viaduct.core.target.TargetParams;
import io.viaduct.core.target.Targets;
import io.viaduct.core.target.TransportServices;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * viaduct_doctor. It looks with the methods that everybody has, from a thread of its own, and
 * knocks at the doors itself.
 */
public final class DoctorMethods implements RpcMethods {
    private static final String DISCOVERY = "nqn.2014-08.org.nvmexpress.discovery";
    private static final String OK = "ok";
    private static final String FAILED = "failed";

    private final ControlPlane control;
    private final Targets targets;
    private final TransportServices transports;

    /** Over one platform. */
    public DoctorMethods(ControlPlane control, Targets targets, TransportServices transports) {
        this.control = control;
        this.targets = targets;
        this.transports = transports;
    }

    /** Parameters of viaduct_doctor. */
    public static class Patient extends TargetParams.InSubsystem {
        /** The host. */
        @RpcParam("Host NQN; whether any host may connect where it is left out")
        public String hostnqn;
    }

    /** Goes through the questions until one is not answered by yes. */
    @RpcMethod(
            value = "viaduct_doctor",
            description =
                    "Finds the first thing that keeps a host from a subsystem, and what mends it.",
            states = {RpcState.STARTUP, RpcState.RUNTIME},
            mutates = false)
    public CompletionStage<DoctorDTO> examine(Patient p) throws RpcException {
        if (p.nqn.equals(DISCOVERY)) {
            throw new RpcException(
                    RpcException.INVALID_PARAMS,
                    "Invalid parameters",
                    Map.of("parameter", "nqn", "value", p.nqn, "reason", "discovery has no disks"));
        }
        String target = p.target(targets).name();
        // Now, on the strand; the threads of the questions may not look.
        Map<String, TargetTransport> services = transports.byType();
        CompletableFuture<DoctorDTO> answer = new CompletableFuture<>();
        Thread.ofVirtual()
                .name("viaduct-doctor")
                .start(
                        () -> {
                            try {
                                answer.complete(examine(p, target, services));
                            } catch (Exception e) {
                                answer.completeExceptionally(e);
                            }
                        });
        return answer;
    }

    private DoctorDTO examine(Patient p, String target, Map<String, TargetTransport> services)
            throws RpcException, InterruptedException {
        var dto = new DoctorDTO();
        dto.nqn = p.nqn;
        dto.hostnqn = p.hostnqn;
        dto.healthy = true;
        dto.checks = new ArrayList<>();
        for (Question question : questions(p, target, services)) {
            if (dto.healthy) {
                Finding finding = question.answer().find();
                dto.checks.add(check(question, finding, target));
                dto.healthy = finding.well();
            }
        }
        return dto;
    }

    private List<Question> questions(
            Patient p, String target, Map<String, TargetTransport> services) {
        var facts = new Facts(control, target, p.nqn);
        var mending = new Mending(facts);
        List<Question> all = new ArrayList<>();
        all.addAll(new SubsystemQuestions(facts, mending, services.keySet()).all());
        all.addAll(new ListenerQuestions(facts, mending, services).all());
        all.addAll(new NamespaceQuestions(facts, mending).all());
        all.addAll(new AdmissionQuestions(facts, p.hostnqn).all());
        return all;
    }

    private static DoctorCheckDTO check(Question question, Finding finding, String target) {
        var check = new DoctorCheckDTO();
        check.question = question.text();
        check.state = finding.well() ? OK : FAILED;
        check.detail = finding.detail();
        check.commands =
                finding.commands().stream().map(command -> Mending.in(target, command)).toList();
        return check;
    }
}
