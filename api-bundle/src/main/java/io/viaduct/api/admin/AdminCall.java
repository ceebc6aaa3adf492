package io.viaduct.api.admin;

import java.util.UUID;

/**
 * An admin command on its way to its {@link AdminCommandHandler}.
 *
 * @param subnqn the subsystem
 * @param cntlid the controller
 * @param hostnqn the host's name
 * @param hostid the host's identifier
 * @param opcode one of the handler's
 * @param nsid the namespace, as the command has it: not checked
 * @param cdw10 command dword 10; the next ones likewise
 * @param cdw11 command dword 11
 * @param cdw12 command dword 12
 * @param cdw13 command dword 13
 * @param cdw14 command dword 14
 * @param cdw15 command dword 15
 * @param data what the host has sent; empty where it sends nothing
 * @param room bytes that the host takes; 0 where it takes nothing
 */
public record AdminCall(
        String subnqn,
        int cntlid,
        String hostnqn,
        UUID hostid,
        int opcode,
        int nsid,
        int cdw10,
        int cdw11,
        int cdw12,
        int cdw13,
        int cdw14,
        int cdw15,
        byte[] data,
        int room) {}
