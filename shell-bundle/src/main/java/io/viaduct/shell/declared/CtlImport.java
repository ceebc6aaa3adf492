package io.viaduct.shell.declared;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * FreeBSD's ctl.conf: controllers with their namespaces, the groups of addresses and of hosts that
 * they name. What is of iSCSI has no like here.
 */
final class CtlImport {
    private static final Set<String> GROUPS =
            Set.of("controller", "transport-group", "auth-group", "lun", "target", "portal-group");
    private static final String ANYBODY = "no-authentication";
    private static final String NOBODY = "no-access";
    private static final String SERIAL = "serial";

    private final Imported imported;
    private final CtlDevices devices;
    private final Map<String, CtlStatement> authGroups = new HashMap<>();
    private final Map<String, CtlStatement> transportGroups = new HashMap<>();
    private final Map<String, CtlStatement> luns = new HashMap<>();

    CtlImport(Imported imported) {
        this.imported = imported;
        devices = new CtlDevices(imported);
    }

    void read(List<CtlStatement> file) throws DeclarationException {
        List<CtlStatement> controllers = new ArrayList<>();
        for (CtlStatement one : named(file)) {
            switch (one.keyword()) {
                case "controller" -> controllers.add(one);
                case "transport-group" -> transportGroups.put(one.words().get(1), one);
                case "auth-group" -> authGroups.put(one.words().get(1), one);
                case "lun" -> luns.put(one.words().get(1), one);
                case "target", "portal-group" -> imported.lose(one.where(), "it is of iSCSI");
                default -> imported.lose(one.where(), "it has no like here");
            }
        }
        for (CtlStatement one : controllers) {
            controller(one);
        }
    }

    /** UCL may have all of a kind within one section; they become sections of their own. */
    private static List<CtlStatement> named(List<CtlStatement> statements)
            throws DeclarationException {
        List<CtlStatement> all = new ArrayList<>();
        for (CtlStatement one : statements) {
            boolean grouping = GROUPS.contains(one.keyword()) || one.keyword().equals("namespace");
            if (!grouping || one.words().size() > 1) {
                all.add(one);
                continue;
            }
            if (one.body() == null) {
                throw new DeclarationException(one.where() + " has no name");
            }
            for (CtlStatement inner : one.body()) {
                List<String> words = new ArrayList<>(inner.words());
                words.addFirst(one.keyword());
                all.add(new CtlStatement(inner.line(), words, inner.body()));
            }
        }
        return all;
    }

    private void controller(CtlStatement controller) throws DeclarationException {
        String nqn = controller.words().get(1);
        Map<String, Object> parameters = new LinkedHashMap<>();
        parameters.put("nqn", nqn);
        parameters.put("allow_any_host", false);
        Item subsystem = Item.of(Kind.SUBSYSTEM, parameters);
        imported.add(subsystem);
        for (CtlStatement one : named(CtlDevices.body(controller))) {
            switch (one.keyword()) {
                case "auth-group" -> admit(one, parameters);
                case "transport-group" -> listen(one, nqn);
                case "namespace" -> namespace(one, nqn);
                case "host-nqn" -> host(one, nqn);
                case SERIAL -> parameters.put("serial_number", one.value());
                default -> imported.lose(one.where() + " of " + nqn, "it has no like here");
            }
        }
    }

    private void admit(CtlStatement reference, Map<String, Object> subsystem)
            throws DeclarationException {
        String group = reference.value();
        String nqn = subsystem.get("nqn").toString();
        if (group.equals(ANYBODY)) {
            subsystem.put("allow_any_host", true);
            return;
        }
        if (group.equals(NOBODY)) {
            return;
        }
        boolean hosts = false;
        boolean restricted = false;
        for (CtlStatement one : CtlDevices.body(known(authGroups, reference))) {
            switch (one.keyword()) {
                case "host-nqn" -> {
                    host(one, nqn);
                    hosts = true;
                }
                case "auth-type" -> restricted |= !one.value().equals("none");
                default -> {
                    restricted = true;
                    imported.lose(
                            one.where().replaceFirst("chap.*", one.keyword()),
                            "hosts are told apart by their names only");
                }
            }
        }
        // A group without any condition lets everybody in; one with a lost condition nobody.
        subsystem.put("allow_any_host", !hosts && !restricted);
    }

    private void host(CtlStatement host, String nqn) throws DeclarationException {
        Map<String, Object> parameters = new LinkedHashMap<>(Map.of("host", host.value()));
        imported.add(Item.inside(Kind.HOST, nqn, parameters));
    }

    private void listen(CtlStatement reference, String nqn) throws DeclarationException {
        for (CtlStatement one : CtlDevices.body(known(transportGroups, reference))) {
            if (!one.keyword().equals("listen")) {
                imported.lose(one.where(), "it has no like here");
            } else if (one.words().size() != 3) {
                throw new DeclarationException(one.where() + ": say listen TRANSPORT ADDRESS");
            } else if (one.words().get(1).startsWith("discovery-")) {
                imported.lose(one.where(), "discovery answers wherever a subsystem listens");
            } else {
                imported.listen(one.where(), nqn, CtlDevices.address(one));
            }
        }
    }

    private void namespace(CtlStatement namespace, String nqn) throws DeclarationException {
        List<String> words = namespace.words();
        String where = namespace.where() + " of " + nqn;
        CtlStatement lun = namespace;
        if (namespace.body() == null) {
            if (words.size() != 3 || !luns.containsKey(words.get(2))) {
                throw new DeclarationException(where + ": there is no such lun");
            }
            lun = luns.get(words.get(2));
        }
        String name =
                words.size() > 2
                        ? words.get(2)
                        : nqn.substring(nqn.lastIndexOf(':') + 1) + "_" + words.get(1);
        if (devices.add(where, name, lun)) {
            Map<String, Object> parameters = new LinkedHashMap<>();
            parameters.put("nsid", CtlDevices.number(where, words.get(1)));
            parameters.put("bdev_name", name);
            imported.add(Item.inside(Kind.NAMESPACE, nqn, parameters));
        }
    }

    private static CtlStatement known(Map<String, CtlStatement> groups, CtlStatement reference)
            throws DeclarationException {
        CtlStatement group = groups.get(reference.value());
        if (group == null) {
            throw new DeclarationException(reference.where() + ": there is no such group");
        }
        return group;
    }
}
