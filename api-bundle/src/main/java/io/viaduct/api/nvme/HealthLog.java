package io.viaduct.api.nvme;

import java.lang.foreign.MemorySegment;

/**
 * SMART / Health Information log page (LID 02h). NVM Express Base Specification 2.1, SMART / Health
 * Information Log Page.
 */
public final class HealthLog {
    public static final int LENGTH = 512;

    public static final int WARNING_AVAILABLE_SPARE = 1 << 0;
    public static final int WARNING_TEMPERATURE = 1 << 1;
    public static final int WARNING_DEVICE_RELIABILITY = 1 << 2;
    public static final int WARNING_READ_ONLY = 1 << 3;
    public static final int WARNING_VOLATILE_MEMORY_BACKUP = 1 << 4;

    private static final int CRITICAL_WARNING_OFFSET = 0;
    private static final int TEMPERATURE_OFFSET = 1;
    private static final int AVAILABLE_SPARE_OFFSET = 3;
    private static final int AVAILABLE_SPARE_THRESHOLD_OFFSET = 4;
    private static final int PERCENTAGE_USED_OFFSET = 5;
    private static final int DATA_UNITS_READ_OFFSET = 32;
    private static final int DATA_UNITS_WRITTEN_OFFSET = 48;
    private static final int HOST_READ_COMMANDS_OFFSET = 64;
    private static final int HOST_WRITE_COMMANDS_OFFSET = 80;
    private static final int CONTROLLER_BUSY_TIME_OFFSET = 96;
    private static final int POWER_CYCLES_OFFSET = 112;
    private static final int POWER_ON_HOURS_OFFSET = 128;
    private static final int UNSAFE_SHUTDOWNS_OFFSET = 144;
    private static final int MEDIA_ERRORS_OFFSET = 160;
    private static final int NUM_ERROR_INFO_LOG_ENTRIES_OFFSET = 176;
    private static final int WARNING_TEMP_TIME_OFFSET = 192;
    private static final int CRITICAL_TEMP_TIME_OFFSET = 196;
    private static final int TEMP_SENSOR_OFFSET = 200;

    private HealthLog() {}

    public static int criticalWarning(MemorySegment segment, long at) {
        return Wire.u8(segment, at + CRITICAL_WARNING_OFFSET);
    }

    public static void criticalWarning(MemorySegment segment, long at, int criticalWarning) {
        Wire.u8(segment, at + CRITICAL_WARNING_OFFSET, criticalWarning);
    }

    /** Kelvin. */
    public static int temperature(MemorySegment segment, long at) {
        return Wire.u16(segment, at + TEMPERATURE_OFFSET);
    }

    public static void temperature(MemorySegment segment, long at, int temperature) {
        Wire.u16(segment, at + TEMPERATURE_OFFSET, temperature);
    }

    /** Percent. */
    public static int availableSpare(MemorySegment segment, long at) {
        return Wire.u8(segment, at + AVAILABLE_SPARE_OFFSET);
    }

    public static void availableSpare(MemorySegment segment, long at, int availableSpare) {
        Wire.u8(segment, at + AVAILABLE_SPARE_OFFSET, availableSpare);
    }

    /** Percent. */
    public static int availableSpareThreshold(MemorySegment segment, long at) {
        return Wire.u8(segment, at + AVAILABLE_SPARE_THRESHOLD_OFFSET);
    }

    public static void availableSpareThreshold(
            MemorySegment segment, long at, int availableSpareThreshold) {
        Wire.u8(segment, at + AVAILABLE_SPARE_THRESHOLD_OFFSET, availableSpareThreshold);
    }

    public static int percentageUsed(MemorySegment segment, long at) {
        return Wire.u8(segment, at + PERCENTAGE_USED_OFFSET);
    }

    public static void percentageUsed(MemorySegment segment, long at, int percentageUsed) {
        Wire.u8(segment, at + PERCENTAGE_USED_OFFSET, percentageUsed);
    }

    /** Thousands of 512 bytes, rounded up. 128 bits on the wire; the low 64 here. */
    public static long dataUnitsRead(MemorySegment segment, long at) {
        return Wire.i64(segment, at + DATA_UNITS_READ_OFFSET);
    }

    public static void dataUnitsRead(MemorySegment segment, long at, long dataUnitsRead) {
        Wire.i64(segment, at + DATA_UNITS_READ_OFFSET, dataUnitsRead);
        Wire.i64(segment, at + DATA_UNITS_READ_OFFSET + 8, 0);
    }

    /** Thousands of 512 bytes, rounded up. 128 bits on the wire; the low 64 here. */
    public static long dataUnitsWritten(MemorySegment segment, long at) {
        return Wire.i64(segment, at + DATA_UNITS_WRITTEN_OFFSET);
    }

    public static void dataUnitsWritten(MemorySegment segment, long at, long dataUnitsWritten) {
        Wire.i64(segment, at + DATA_UNITS_WRITTEN_OFFSET, dataUnitsWritten);
        Wire.i64(segment, at + DATA_UNITS_WRITTEN_OFFSET + 8, 0);
    }

    /** 128 bits on the wire; the low 64 here. */
    public static long hostReadCommands(MemorySegment segment, long at) {
        return Wire.i64(segment, at + HOST_READ_COMMANDS_OFFSET);
    }

    public static void hostReadCommands(MemorySegment segment, long at, long hostReadCommands) {
        Wire.i64(segment, at + HOST_READ_COMMANDS_OFFSET, hostReadCommands);
        Wire.i64(segment, at + HOST_READ_COMMANDS_OFFSET + 8, 0);
    }

    /** 128 bits on the wire; the low 64 here. */
    public static long hostWriteCommands(MemorySegment segment, long at) {
        return Wire.i64(segment, at + HOST_WRITE_COMMANDS_OFFSET);
    }

    public static void hostWriteCommands(MemorySegment segment, long at, long hostWriteCommands) {
        Wire.i64(segment, at + HOST_WRITE_COMMANDS_OFFSET, hostWriteCommands);
        Wire.i64(segment, at + HOST_WRITE_COMMANDS_OFFSET + 8, 0);
    }

    /** Minutes. 128 bits on the wire; the low 64 here. */
    public static long controllerBusyTime(MemorySegment segment, long at) {
        return Wire.i64(segment, at + CONTROLLER_BUSY_TIME_OFFSET);
    }

    public static void controllerBusyTime(MemorySegment segment, long at, long controllerBusyTime) {
        Wire.i64(segment, at + CONTROLLER_BUSY_TIME_OFFSET, controllerBusyTime);
        Wire.i64(segment, at + CONTROLLER_BUSY_TIME_OFFSET + 8, 0);
    }

    /** 128 bits on the wire; the low 64 here. */
    public static long powerCycles(MemorySegment segment, long at) {
        return Wire.i64(segment, at + POWER_CYCLES_OFFSET);
    }

    public static void powerCycles(MemorySegment segment, long at, long powerCycles) {
        Wire.i64(segment, at + POWER_CYCLES_OFFSET, powerCycles);
        Wire.i64(segment, at + POWER_CYCLES_OFFSET + 8, 0);
    }

    /** 128 bits on the wire; the low 64 here. */
    public static long powerOnHours(MemorySegment segment, long at) {
        return Wire.i64(segment, at + POWER_ON_HOURS_OFFSET);
    }

    public static void powerOnHours(MemorySegment segment, long at, long powerOnHours) {
        Wire.i64(segment, at + POWER_ON_HOURS_OFFSET, powerOnHours);
        Wire.i64(segment, at + POWER_ON_HOURS_OFFSET + 8, 0);
    }

    /** 128 bits on the wire; the low 64 here. */
    public static long unsafeShutdowns(MemorySegment segment, long at) {
        return Wire.i64(segment, at + UNSAFE_SHUTDOWNS_OFFSET);
    }

    public static void unsafeShutdowns(MemorySegment segment, long at, long unsafeShutdowns) {
        Wire.i64(segment, at + UNSAFE_SHUTDOWNS_OFFSET, unsafeShutdowns);
        Wire.i64(segment, at + UNSAFE_SHUTDOWNS_OFFSET + 8, 0);
    }

    /** 128 bits on the wire; the low 64 here. */
    public static long mediaErrors(MemorySegment segment, long at) {
        return Wire.i64(segment, at + MEDIA_ERRORS_OFFSET);
    }

    public static void mediaErrors(MemorySegment segment, long at, long mediaErrors) {
        Wire.i64(segment, at + MEDIA_ERRORS_OFFSET, mediaErrors);
        Wire.i64(segment, at + MEDIA_ERRORS_OFFSET + 8, 0);
    }

    /** 128 bits on the wire; the low 64 here. */
    public static long numErrorInfoLogEntries(MemorySegment segment, long at) {
        return Wire.i64(segment, at + NUM_ERROR_INFO_LOG_ENTRIES_OFFSET);
    }

    public static void numErrorInfoLogEntries(
            MemorySegment segment, long at, long numErrorInfoLogEntries) {
        Wire.i64(segment, at + NUM_ERROR_INFO_LOG_ENTRIES_OFFSET, numErrorInfoLogEntries);
        Wire.i64(segment, at + NUM_ERROR_INFO_LOG_ENTRIES_OFFSET + 8, 0);
    }

    /** Minutes. */
    public static int warningTempTime(MemorySegment segment, long at) {
        return Wire.i32(segment, at + WARNING_TEMP_TIME_OFFSET);
    }

    public static void warningTempTime(MemorySegment segment, long at, int warningTempTime) {
        Wire.i32(segment, at + WARNING_TEMP_TIME_OFFSET, warningTempTime);
    }

    /** Minutes. */
    public static int criticalTempTime(MemorySegment segment, long at) {
        return Wire.i32(segment, at + CRITICAL_TEMP_TIME_OFFSET);
    }

    public static void criticalTempTime(MemorySegment segment, long at, int criticalTempTime) {
        Wire.i32(segment, at + CRITICAL_TEMP_TIME_OFFSET, criticalTempTime);
    }

    /** Kelvin; sensors count from 0 to 7 here, from 1 in the specification. */
    public static int tempSensor(MemorySegment segment, long at, int sensor) {
        return Wire.u16(segment, at + TEMP_SENSOR_OFFSET + 2L * sensor);
    }

    public static void tempSensor(MemorySegment segment, long at, int sensor, int kelvin) {
        Wire.u16(segment, at + TEMP_SENSOR_OFFSET + 2L * sensor, kelvin);
    }
}
