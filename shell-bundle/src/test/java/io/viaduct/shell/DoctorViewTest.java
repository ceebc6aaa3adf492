package io.viaduct.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.util.List;

/** {@code nvmf:doctor} through the real gogo. */
class DoctorViewTest {
    private static final String EXAMINED =
            """
            {"nqn":"n","healthy":%s,"checks":[
              {"question":"Is it?","state":"ok","detail":"it is","commands":[]},
              {"question":"Does it?","state":"%s","detail":"it does not","commands":[%s]}]}\
            """;

    private final Gogo gogo = new Gogo();

    @AfterEach
    void close() {
        gogo.close();
    }

    @Test
    void shouldSayWhatToTypeAgainstTheFirstFault() throws Exception {
        gogo.control.answer(
                "viaduct_doctor", EXAMINED.formatted(false, "failed", "\"a:b c\",\"d:e\""));
        assertEquals(
                """
                yes  Is it?                                    it is
                NO   Does it?                                  it does not

                Type:
                    a:b c
                    d:e
                """,
                gogo.run("nvmf:doctor n h"));
        assertEquals(
                List.of("viaduct_doctor {\"nqn\":\"n\",\"hostnqn\":\"h\"}"), gogo.control.calls);
        assertTrue(gogo.run("nvmf:doctor n --json").contains("\"healthy\" : false"));
    }

    @Test
    void shouldSayWhereNoCommandMendsItAndWhereAllIsWell() throws Exception {
        gogo.control.answer("viaduct_doctor", EXAMINED.formatted(false, "failed", ""));
        assertTrue(gogo.run("nvmf:doctor n").endsWith("\nNo command mends that by itself.\n"));
        gogo.control.answer("viaduct_doctor", EXAMINED.formatted(true, "ok", ""));
        assertTrue(gogo.run("nvmf:doctor n").endsWith("\nNothing keeps a host from it.\n"));
    }
}
