package io.viaduct.api.nvme;

/** Offsets of controller properties. NVM Express Base Specification 2.1, Property Definition. */
public final class ControllerProperty {
    public static final int CAP = 0x00;
    public static final int VS = 0x08;
    public static final int INTMS = 0x0c;
    public static final int INTMC = 0x10;
    public static final int CC = 0x14;
    public static final int CSTS = 0x1c;
    public static final int NSSR = 0x20;
    public static final int AQA = 0x24;
    public static final int ASQ = 0x28;
    public static final int ACQ = 0x30;
    public static final int CMBLOC = 0x38;
    public static final int CMBSZ = 0x3c;
    public static final int BPINFO = 0x40;
    public static final int BPRSEL = 0x44;
    public static final int BPMBL = 0x48;
    public static final int CMBMSC = 0x50;
    public static final int CMBSTS = 0x58;
    public static final int CMBEBS = 0x5c;
    public static final int CMBSWTP = 0x60;
    public static final int NSSD = 0x64;
    public static final int CRTO = 0x68;
    public static final int PMRCAP = 0xe00;
    public static final int PMRCTL = 0xe04;
    public static final int PMRSTS = 0xe08;
    public static final int PMREBS = 0xe0c;
    public static final int PMRSWTP = 0xe10;
    public static final int PMRMSCL = 0xe14;
    public static final int PMRMSCU = 0xe18;

    private static final Names NAMES = Names.of(ControllerProperty.class);

    private ControllerProperty() {}

    /** The constant's name, or the number in hexadecimal; for diagnostics. */
    public static String name(int offset) {
        return NAMES.of(offset);
    }

    /** Size of the property in bytes. */
    public static int length(int offset) {
        return switch (offset) {
            case CAP, ASQ, ACQ, BPMBL, CMBMSC -> 8;
            default -> 4;
        };
    }
}
