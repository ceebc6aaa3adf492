package io.viaduct.api.dto;

import org.osgi.dto.DTO;

/** A queue pair, as nvmf_subsystem_get_qpairs shows it. */
public class QpairDTO extends DTO {
    /** Controller identifier. */
    public int cntlid;

    /** Queue identifier, 0 for the admin queue. */
    public int qid;

    /** "connecting", "enabled" or "deactivating". */
    public String state;

    /** The reactor that serves it. */
    public String thread;

    /** The host's name. */
    public String hostnqn;

    /** Where the host came in. */
    public ListenAddressDTO listen_address;

    /** Where the host came from. */
    public ListenAddressDTO peer_address;

    /** Ours: commands that have arrived, but for those of the admin queue. */
    public long commands;

    /** Ours: read commands done. */
    public long reads;

    /** Ours: bytes of them. */
    public long read_bytes;

    /** Ours: write commands done. */
    public long writes;

    /** Ours: bytes of them. */
    public long written_bytes;

    /** Ours: commands that have arrived and are not answered. */
    public int outstanding;
}
