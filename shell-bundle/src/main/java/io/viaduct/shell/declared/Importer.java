package io.viaduct.shell.declared;

import java.nio.file.Path;

/** Declarations from what other targets keep. */
public final class Importer {
    private final Methods methods;

    /** Over one control plane, which tells what kinds of devices there are. */
    public Importer(Methods methods) {
        this.methods = methods;
    }

    /**
     * A declaration, with what could not be carried over in comments above it.
     *
     * @param format "nvmet" for what nvmetcli saves, "ctl" for FreeBSD's ctl.conf
     * @throws DeclarationException when the file is not of that format; says where
     */
    public String read(String format, Path file) throws DeclarationException, InterruptedException {
        var imported = new Imported(methods);
        switch (format) {
            case "nvmet" -> new NvmetImport(imported).read(Yaml.read(TextFile.read(file)));
            case "ctl" -> new CtlImport(imported).read(new CtlParser(TextFile.read(file)).parse());
            default -> throw new DeclarationException("'" + format + "' is neither nvmet nor ctl");
        }
        return imported.text(file.getFileName().toString());
    }
}
