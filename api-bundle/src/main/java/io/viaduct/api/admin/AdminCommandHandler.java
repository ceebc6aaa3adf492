package io.viaduct.api.admin;

import org.osgi.annotation.versioning.ConsumerType;

import java.util.Set;

/**
 * Serves admin commands that the specification leaves to vendors. A service of this type is asked
 * for its opcodes when it arrives; from then on hosts find them in the Commands Supported and
 * Effects log, and each command comes to {@link #execute}. When the service leaves, its opcodes are
 * Invalid Opcode again, and commands under way end with Command Interrupted. NVM Express Base
 * Specification 2.1, Admin Command Set, opcodes C0h to FFh.
 */
@ConsumerType
public interface AdminCommandHandler {
    /** The lowest opcode of a vendor. */
    int OPCODE_MIN = 0xc0;

    /** The highest opcode of a vendor. */
    int OPCODE_MAX = 0xff;

    /**
     * Opcodes from {@link #OPCODE_MIN} to {@link #OPCODE_MAX}. Bits 1:0 of an opcode say where data
     * goes: 0 there is none, 1 from the host, 2 to the host; 3, both, is not served.
     */
    Set<Integer> opcodes();

    /**
     * Executes a command. Comes on a thread of its own, which may block and is interrupted when the
     * service leaves; several come at a time. What it throws ends the command with Internal Error.
     */
    AdminReply execute(AdminCall call) throws Exception;
}
