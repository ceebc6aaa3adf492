package io.viaduct.api.dto;

import org.osgi.dto.DTO;

import java.util.List;

/** One question of viaduct_doctor and its answer. */
public class DoctorCheckDTO extends DTO {
    /** A question that is answered by yes where all is well. */
    public String question;

    /** "ok", or "failed". */
    public String state;

    /** What was found, in one sentence. */
    public String detail;

    /** Shell commands, one after the other, that mend it; none where it is well. */
    public List<String> commands;
}
