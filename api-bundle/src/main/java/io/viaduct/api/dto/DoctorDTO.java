package io.viaduct.api.dto;

import org.osgi.dto.DTO;

import java.util.List;

/** Whether a host can use a subsystem, as viaduct_doctor answers. */
public class DoctorDTO extends DTO {
    /** The subsystem that was asked about. */
    public String nqn;

    /** The host that was asked about; null for none in particular. */
    public String hostnqn;

    /** Whether nothing was found that keeps a host from it. */
    public boolean healthy;

    /** What was asked, in order; what comes after the first failure was not. */
    public List<DoctorCheckDTO> checks;
}
