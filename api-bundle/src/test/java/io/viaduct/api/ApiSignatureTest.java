package io.viaduct.api;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.viaduct.tidy.ApiRecord;

import org.junit.jupiter.api.Test;

import java.io.IOException;

/** The exported packages are as recorded in {@code src/test/api}. */
class ApiSignatureTest {
    @Test
    void shouldExportWhatIsRecorded() throws IOException {
        assertEquals("", String.join("\n", ApiRecord.ofThisModule().findings()));
    }
}
