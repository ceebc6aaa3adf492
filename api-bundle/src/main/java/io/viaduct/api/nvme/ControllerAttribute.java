package io.viaduct.api.nvme;

/**
 * Bits and values of the fields of Identify Controller, named as field and bit. NVM Express Base
 * Specification 2.1, Identify Controller Data Structure.
 */
public final class ControllerAttribute {
    public static final int TYPE_IO = 1;
    public static final int TYPE_DISCOVERY = 2;
    public static final int TYPE_ADMINISTRATIVE = 3;

    public static final int CMIC_MPORTS = 1 << 0;
    public static final int CMIC_MCTRS = 1 << 1;
    public static final int CMIC_FT = 1 << 2;
    public static final int CMIC_ANARS = 1 << 3;

    public static final int OAES_NS_ATTRIBUTE_NOTICES = 1 << 8;
    public static final int OAES_FW_ACTIVATION_NOTICES = 1 << 9;
    public static final int OAES_ANA_CHANGE_NOTICES = 1 << 11;
    public static final int OAES_PLEAL_CHANGE_NOTICES = 1 << 12;
    public static final int OAES_LBA_SIA_NOTICES = 1 << 13;
    public static final int OAES_EGEALP_CHANGE_NOTICES = 1 << 14;
    public static final int OAES_NNVM_SSE = 1 << 15;
    public static final int OAES_ZDES_CHANGE_NOTICES = 1 << 27;
    public static final int OAES_DISCOVERY_LOG_CHANGE_NOTICES = 1 << 31;

    /** 128-bit host identifier. */
    public static final int CTRATT_HIDS = 1 << 0;

    public static final int CTRATT_NOPSPM = 1 << 1;
    public static final int CTRATT_NSETS = 1 << 2;
    public static final int CTRATT_RRLVLS = 1 << 3;
    public static final int CTRATT_EGS = 1 << 4;
    public static final int CTRATT_PLM = 1 << 5;

    /** Traffic based keep alive. */
    public static final int CTRATT_TBKAS = 1 << 6;

    public static final int CTRATT_NG = 1 << 7;
    public static final int CTRATT_SQA = 1 << 8;
    public static final int CTRATT_ULIST = 1 << 9;
    public static final int CTRATT_MDS = 1 << 10;
    public static final int CTRATT_FCM = 1 << 11;
    public static final int CTRATT_VCM = 1 << 12;
    public static final int CTRATT_DEG = 1 << 13;
    public static final int CTRATT_DNVMS = 1 << 14;
    public static final int CTRATT_ELBAS = 1 << 15;
    public static final int CTRATT_MEM = 1 << 16;
    public static final int CTRATT_FDPS = 1 << 19;

    public static final int OACS_SSRS = 1 << 0;
    public static final int OACS_FNVMS = 1 << 1;
    public static final int OACS_FWDS = 1 << 2;
    public static final int OACS_NMS = 1 << 3;
    public static final int OACS_DSTS = 1 << 4;
    public static final int OACS_DIRS = 1 << 5;
    public static final int OACS_NSRS = 1 << 6;
    public static final int OACS_VMS = 1 << 7;
    public static final int OACS_DBCS = 1 << 8;
    public static final int OACS_GLSS = 1 << 9;
    public static final int OACS_CFLS = 1 << 10;
    public static final int OACS_HMLMS = 1 << 11;

    public static final int FRMW_SLOT1_RO = 1 << 0;
    public static final int FRMW_NUM_SLOTS_SHIFT = 1;
    public static final int FRMW_ACTIVATION_WITHOUT_RESET = 1 << 4;
    public static final int FRMW_MULTIPLE_UPDATE_DETECTION = 1 << 5;

    public static final int LPA_SMARTS = 1 << 0;
    public static final int LPA_CSES = 1 << 1;
    public static final int LPA_LPEDS = 1 << 2;
    public static final int LPA_TS = 1 << 3;
    public static final int LPA_PES = 1 << 4;
    public static final int LPA_MLPS = 1 << 5;
    public static final int LPA_DA4S = 1 << 6;

    public static final int ANACAP_ANA_OPTIMIZED_STATE = 1 << 0;
    public static final int ANACAP_ANA_NON_OPTIMIZED_STATE = 1 << 1;
    public static final int ANACAP_ANA_INACCESSIBLE_STATE = 1 << 2;
    public static final int ANACAP_ANA_PERSISTENT_LOSS_STATE = 1 << 3;
    public static final int ANACAP_ANA_CHANGE_STATE = 1 << 4;
    public static final int ANACAP_NO_CHANGE_ANAGRPID = 1 << 6;
    public static final int ANACAP_NON_ZERO_ANAGRPID = 1 << 7;

    public static final int ONCS_NVMCMPS = 1 << 0;
    public static final int ONCS_NVMWUSV = 1 << 1;
    public static final int ONCS_NVMDSMSV = 1 << 2;
    public static final int ONCS_NVMWZSV = 1 << 3;
    public static final int ONCS_SSFS = 1 << 4;
    public static final int ONCS_RESERVS = 1 << 5;
    public static final int ONCS_TSS = 1 << 6;
    public static final int ONCS_NVMVFYS = 1 << 7;
    public static final int ONCS_NVMCPYS = 1 << 8;

    /** Compare and Write. */
    public static final int FUSES_FCWS = 1 << 0;

    public static final int FNA_FORMAT_ALL_NS = 1 << 0;
    public static final int FNA_ERASE_ALL_NS = 1 << 1;
    public static final int FNA_CRYPTO_ERASE_SUPPORTED = 1 << 2;

    public static final int VWC_PRESENT = 1 << 0;
    public static final int VWC_FLUSH_BROADCAST_NOT_SUPPORTED = 2 << 1;
    public static final int VWC_FLUSH_BROADCAST_SUPPORTED = 3 << 1;

    public static final int OCFS_COPY_FORMAT0 = 1 << 0;

    public static final int SGLS_SUPPORTED = 1;
    public static final int SGLS_SUPPORTED_DWORD_ALIGNED = 2;
    public static final int SGLS_KEYED_SGL = 1 << 2;
    public static final int SGLS_BIT_BUCKET_DESCRIPTOR = 1 << 16;
    public static final int SGLS_METADATA_POINTER = 1 << 17;
    public static final int SGLS_OVERSIZED_SGL = 1 << 18;
    public static final int SGLS_METADATA_ADDRESS = 1 << 19;
    public static final int SGLS_SGL_OFFSET = 1 << 20;
    public static final int SGLS_TRANSPORT_SGL = 1 << 21;

    private ControllerAttribute() {}
}
