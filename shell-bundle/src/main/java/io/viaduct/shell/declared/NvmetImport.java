package io.viaduct.shell.declared;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What nvmetcli saves of Linux's target: a tree of {@code hosts}, {@code ports} and {@code
 * subsystems} with the names of configfs.
 */
final class NvmetImport {
    private static final Set<String> TOP = Set.of("hosts", "ports", "subsystems");
    private static final String UNSPECIFIED = "not specified";

    /** Attributes of a subsystem that are parameters of nvmf_create_subsystem under other names. */
    private static final Map<String, String> ATTRIBUTES =
            Map.of(
                    "serial", "serial_number",
                    "model", "model_number",
                    "cntlid_min", "min_cntlid",
                    "cntlid_max", "max_cntlid");

    private final Imported imported;

    NvmetImport(Imported imported) {
        this.imported = imported;
    }

    void read(Object tree) throws DeclarationException {
        Map<String, Object> top = Trees.object(tree);
        if (!(top.get("subsystems") instanceof List<?>)) {
            throw new DeclarationException(
                    "there is no list \"subsystems\"; has nvmetcli saved it?");
        }
        for (String name : top.keySet()) {
            if (!TOP.contains(name)) {
                imported.lose(name, "it has no like here");
            }
        }
        for (Object one : Trees.list(top.get("hosts"))) {
            host(Trees.object(one));
        }
        for (Object one : Trees.list(top.get("subsystems"))) {
            subsystem(Trees.object(one));
        }
        for (Object one : Trees.list(top.get("ports"))) {
            port(Trees.object(one));
        }
    }

    private void host(Map<String, Object> host) {
        for (String name : host.keySet()) {
            if (name.startsWith("dhchap")) {
                imported.lose("host " + host.get("nqn"), name + ": there is no authentication");
            }
        }
    }

    private void subsystem(Map<String, Object> subsystem) throws DeclarationException {
        String nqn = String.valueOf(subsystem.get("nqn"));
        String where = "subsystem " + nqn;
        Map<String, Object> attributes = Trees.object(subsystem.get("attr"));
        boolean any = isOn(attributes.remove("allow_any_host"));
        Map<String, Object> parameters = new LinkedHashMap<>();
        parameters.put("nqn", nqn);
        parameters.put("allow_any_host", any);
        for (Map.Entry<String, Object> attribute : attributes.entrySet()) {
            String name = ATTRIBUTES.get(attribute.getKey());
            if (name == null) {
                if (isOn(attribute.getValue())) {
                    imported.lose(where, attribute.getKey() + " " + attribute.getValue());
                }
            } else {
                boolean text = name.endsWith("_number");
                Object value = attribute.getValue();
                parameters.put(name, text ? value.toString() : number(where, name, value));
            }
        }
        imported.add(Item.of(Kind.SUBSYSTEM, parameters));
        for (Object host : Trees.list(subsystem.get("allowed_hosts"))) {
            imported.add(Item.inside(Kind.HOST, nqn, new LinkedHashMap<>(Map.of("host", host))));
        }
        for (Object one : Trees.list(subsystem.get("namespaces"))) {
            namespace(nqn, Trees.object(one));
        }
        if (subsystem.get("passthru") != null) {
            imported.lose(where, "passthru: commands are never handed through");
        }
    }

    private void namespace(String nqn, Map<String, Object> namespace) throws DeclarationException {
        Object nsid = namespace.get("nsid");
        String where = "namespace " + nsid + " of " + nqn;
        if (!isOn(namespace.get("enable"))) {
            imported.lose(where, "it is not enabled");
            return;
        }
        if (namespace.get("ana_grpid") != null && !isOne(namespace.get("ana_grpid"))) {
            imported.lose(where, "ana_grpid " + namespace.get("ana_grpid"));
        }
        Map<String, Object> device = Trees.object(namespace.get("device"));
        String path = String.valueOf(device.get("path"));
        String name = path.substring(path.lastIndexOf('/') + 1);
        if (!imported.addFile(where, name, path, null)) {
            return;
        }
        Map<String, Object> parameters = new LinkedHashMap<>();
        parameters.put("nsid", number(where, "nsid", nsid));
        parameters.put("bdev_name", name);
        if (isSet(device.get("nguid"))) {
            parameters.put("nguid", device.get("nguid").toString().replace("-", ""));
        }
        if (isSet(device.get("uuid"))) {
            parameters.put("uuid", device.get("uuid").toString());
        }
        imported.add(Item.inside(Kind.NAMESPACE, nqn, parameters));
    }

    private void port(Map<String, Object> port) throws DeclarationException {
        String where = "port " + port.get("portid");
        Map<String, Object> given = Trees.object(port.get("addr"));
        if (!UNSPECIFIED.equals(given.getOrDefault("treq", UNSPECIFIED))) {
            imported.lose(where, "treq " + given.get("treq") + ": there is no secure channel");
        }
        for (Map.Entry<String, Object> one : Trees.object(port.get("param")).entrySet()) {
            if (isOn(one.getValue()) && !"-1".equals(one.getValue().toString())) {
                imported.lose(where, one.getKey() + " " + one.getValue() + ": not of a port here");
            }
        }
        for (Object one : Trees.list(port.get("ana_groups"))) {
            Map<String, Object> group = Trees.object(one);
            Object state = Trees.object(group.get("ana")).get("state");
            if (state != null && !state.equals("optimized")) {
                imported.lose(where, "ANA group " + group.get("grpid") + " " + state);
            }
        }
        for (Object nqn : Trees.list(port.get("subsystems"))) {
            imported.listen(where + " for " + nqn, nqn.toString(), address(given));
        }
        for (Object one : Trees.list(port.get("referrals"))) {
            Map<String, Object> referral = address(Trees.object(Trees.object(one).get("addr")));
            Trees.upperTrtype(referral);
            imported.add(Item.of(Kind.REFERRAL, referral));
        }
    }

    private static Map<String, Object> address(Map<String, Object> given) {
        Map<String, Object> address = new LinkedHashMap<>();
        for (String name : Listeners.ADDRESS) {
            if (isSet(given.get(name))) {
                address.put(name, given.get(name).toString());
            }
        }
        return address;
    }

    private static Object number(String where, String name, Object value)
            throws DeclarationException {
        try {
            return Long.valueOf(value.toString());
        } catch (NumberFormatException e) {
            throw new DeclarationException(where + ": " + name + " " + value + " is no number");
        }
    }

    private static boolean isSet(Object value) {
        return value != null && !value.toString().matches("[0-]*");
    }

    private static boolean isOn(Object value) {
        return value != null && !value.toString().matches("|0|false");
    }

    private static boolean isOne(Object value) {
        return value.toString().equals("1");
    }
}
