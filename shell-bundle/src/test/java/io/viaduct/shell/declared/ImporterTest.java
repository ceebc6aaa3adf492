package io.viaduct.shell.declared;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;

/** What Linux's and FreeBSD's targets keep becomes a declaration; what cannot is listed. */
class ImporterTest {
    private static final String NVMET =
            """
            {
              "hosts": [{"nqn": "nqn.2014-08.org.example:h", "dhchap_key": "DHHC-1:00:x:"}],
              "ports": [
                {"addr": {"adrfam": "ipv4", "traddr": "192.0.2.1", "treq": "not specified",
                          "trsvcid": "4420", "trtype": "tcp"},
                 "ana_groups": [{"ana": {"state": "optimized"}, "grpid": 1}],
                 "param": {"inline_data_size": "16384", "pi_enable": "0"},
                 "portid": 1, "referrals": [], "subsystems": ["nqn.2026-11.org.example:a"]},
                {"addr": {"adrfam": "ipv4", "traddr": "192.0.2.1", "trsvcid": "4420",
                          "trtype": "rdma"},
                 "portid": 2, "referrals": [], "subsystems": ["nqn.2026-11.org.example:a"]}
              ],
              "subsystems": [
                {"allowed_hosts": ["nqn.2014-08.org.example:h"],
                 "attr": {"allow_any_host": "0", "serial": "0123456789abcdef", "model": "Linux",
                          "cntlid_min": "1", "cntlid_max": "65519", "pi_enable": "0",
                          "version": "1.3"},
                 "namespaces": [
                   {"device": {"nguid": "ef90689c-6c46-d44c-89c1-4067801309a8",
                               "path": "/dev/nvme0n1"}, "enable": 1, "nsid": 1},
                   {"device": {"nguid": "00000000-0000-0000-0000-000000000000",
                               "path": "/dev/nvme1n1"}, "enable": 0, "nsid": 2}],
                 "nqn": "nqn.2026-11.org.example:a"}
              ]
            }
            """;

    private static final String CTL =
            """
            # Example.
            auth-group ag0 {
                    host-nqn "nqn.2014-08.org.example:h"
                    chap user secretsecret
            }
            transport-group tg0 {
                    discovery-auth-group no-authentication
                    listen tcp 0.0.0.0:4420
                    listen tcp [::]
                    listen discovery-tcp 0.0.0.0:8009
            }
            portal-group pg0 { listen 0.0.0.0 }
            lun disk0 {
                    path /dev/zvol/tank/disk0
                    size 4G
            }
            controller nqn.2012-06.com.example:c0 {
                    auth-group ag0
                    transport-group tg0
                    namespace {
                            1 disk0
                            2 { backend ramdisk; size 1G; serial "MYSERIAL" }
                    }
            }
            target iqn.2012-06.com.example:t0 {
                    auth-group no-authentication
                    lun 0 disk0
            }
            """;

    @TempDir Path folder;

    private final FakeMethods methods = new FakeMethods();

    private String read(String format, String text) throws Exception {
        Path file = Files.writeString(folder.resolve("saved"), text);
        return new Importer(methods).read(format, file);
    }

    private String refusal(String format, String text) {
        return assertThrows(DeclarationException.class, () -> read(format, text)).getMessage();
    }

    private void bringFileDevices() {
        methods.methods.add(
                FakeMethods.method("bdev_aio_create", "name!", "filename!", "block_size"));
    }

    @Test
    void shouldCarryOverWhatLinuxSavesAndListTheRest() throws Exception {
        assertEquals(
                """
                # From saved.
                # Not carried over:
                #   host nqn.2014-08.org.example:h: dhchap_key: there is no authentication
                #   subsystem nqn.2026-11.org.example:a: version 1.3
                #   namespace 1 of nqn.2026-11.org.example:a: /dev/nvme0n1 needs a module that makes devices of files (bdev_aio_create)
                #   namespace 2 of nqn.2026-11.org.example:a: it is not enabled
                #   port 1: inline_data_size 16384: not of a port here
                #   port 2 for nqn.2026-11.org.example:a: there is no transport RDMA
                transports:
                  - trtype: TCP
                subsystems:
                  - nqn: nqn.2026-11.org.example:a
                    allow_any_host: false
                    serial_number: 0123456789abcdef
                    model_number: Linux
                    min_cntlid: 1
                    max_cntlid: 65519
                    hosts:
                      - nqn.2014-08.org.example:h
                    listeners:
                      - trtype: TCP
                        adrfam: ipv4
                        traddr: 192.0.2.1
                        trsvcid: '4420'
                """,
                read("nvmet", NVMET));
    }

    @Test
    void shouldCarryOverFilesOnceAModuleMakesDevicesOfThem() throws Exception {
        bringFileDevices();
        String imported = read("nvmet", NVMET);
        assertTrue(
                imported.contains("- kind: aio\n    name: nvme0n1\n    filename: /dev/nvme0n1\n"),
                imported);
        assertTrue(imported.contains("nguid: ef90689c6c46d44c89c14067801309a8"), imported);
        var wanted = new DeclarationReader(methods).read(Yaml.read(imported));
        assertEquals(1, wanted.of(Kind.NAMESPACE).size());
    }

    @Test
    void shouldCarryOverWhatFreeBsdHasOfNvmeAndListTheRest() throws Exception {
        assertEquals(
                """
                # From saved.
                # Not carried over:
                #   line 12: portal-group pg0: it is of iSCSI
                #   line 25: target iqn.2012-06.com.example:t0: it is of iSCSI
                #   line 4: chap: hosts are told apart by their names only
                #   line 7: discovery-auth-group no-authentication: it has no like here
                #   line 10: listen discovery-tcp 0.0.0.0:8009: discovery answers wherever a subsystem listens
                #   line 21: namespace 1 disk0 of nqn.2012-06.com.example:c0: /dev/zvol/tank/disk0 needs a module that makes devices of files (bdev_aio_create)
                #   line 22: serial MYSERIAL of c0_2: it has no like here
                transports:
                  - trtype: TCP
                bdevs:
                  - kind: malloc
                    name: c0_2
                    block_size: 512
                    num_blocks: 2097152
                subsystems:
                  - nqn: nqn.2012-06.com.example:c0
                    allow_any_host: false
                    namespaces:
                      - nsid: 2
                        bdev_name: c0_2
                    hosts:
                      - nqn.2014-08.org.example:h
                    listeners:
                      - trtype: TCP
                        adrfam: ipv4
                        traddr: 0.0.0.0
                        trsvcid: '4420'
                      - trtype: TCP
                        adrfam: ipv6
                        traddr: '::'
                        trsvcid: '4420'
                """,
                read("ctl", CTL));
    }

    @Test
    void shouldReadTheSameOfUcl() throws Exception {
        String ucl =
                """
                auth-group { ag0 { host-nqn = "nqn.2014-08.org.example:h"; } }
                transport-group {
                    tg0 { listen = tcp 0.0.0.0 }
                }
                controller {
                    "nqn.2012-06.com.example:c0" {
                        auth-group: ag0
                        transport-group: tg0
                        namespace { 1 { backend: ramdisk, size: 512K, blocksize: 4096 } }
                    }
                }
                """;
        String imported = read("ctl", ucl);
        assertTrue(imported.startsWith("# From saved.\n# All is carried over.\n"), imported);
        assertTrue(imported.contains("num_blocks: 128\n"), imported);
        assertTrue(imported.contains("- nqn.2014-08.org.example:h\n"), imported);
    }

    @Test
    void shouldRefuseByLineAndName() {
        assertEquals("'x' is neither nvmet nor ctl", refusal("x", ""));
        assertEquals(
                "there is no list \"subsystems\"; has nvmetcli saved it?", refusal("nvmet", "{}"));
        assertEquals(
                "line 2: a list ([...]), instead of a statement for each, is not understood",
                refusal("ctl", "\nlun a { option [a] }"));
        assertEquals("line 1: a macro (.NAME) is not understood", refusal("ctl", ".include \"x\""));
        assertEquals("line 1: a { without }", refusal("ctl", "lun a {\n path b"));
        assertEquals("line 1: a } without { is not understood", refusal("ctl", "}"));
        assertEquals(
                "line 1: path takes one value; found: path a b",
                refusal("ctl", "controller n:c { namespace { 1 { path a b } } }"));
        assertEquals(
                "line 1: auth-group ag9: there is no such group",
                refusal("ctl", "controller n:c { auth-group ag9 }"));
    }
}
