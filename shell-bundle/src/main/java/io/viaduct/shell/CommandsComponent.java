package io.viaduct.shell;

import io.viaduct.api.rpc.ControlPlane;

import org.apache.felix.service.command.CommandProcessor;
import org.apache.felix.service.command.Converter;
import org.apache.felix.service.command.Function;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Publishes the commands for as long as there is a control plane. */
@Component(
        service = {},
        immediate = true)
public final class CommandsComponent {
    private static final System.Logger LOG = System.getLogger(CommandsComponent.class.getName());

    private final List<ServiceRegistration<?>> registrations = new ArrayList<>();

    /** Publishes each command as a service of its own. */
    @Activate
    public CommandsComponent(BundleContext context, @Reference ControlPlane control) {
        String version = context.getBundle().getVersion().toString();
        BundleContext all = context.getBundle(Constants.SYSTEM_BUNDLE_ID).getBundleContext();
        var converter = new BundleConverter(all);
        registrations.add(context.registerService(Converter.class, converter, null));
        var bundles = new Bundles(converter::find);
        for (Command command : commands(control, bundles, version, () -> stopPlatform(context))) {
            registrations.add(
                    context.registerService(
                            Function.class,
                            command,
                            FrameworkUtil.asDictionary(
                                    Map.of(
                                            CommandProcessor.COMMAND_SCOPE,
                                            command.scope(),
                                            CommandProcessor.COMMAND_FUNCTION,
                                            command.name(),
                                            Constants.SERVICE_DESCRIPTION,
                                            command.description()))));
        }
    }

    /** Withdraws the commands. */
    @Deactivate
    void withdraw() {
        registrations.forEach(ServiceRegistration::unregister);
    }

    static List<Command> commands(
            ControlPlane control, Bundles bundles, String version, Runnable stop) {
        var calls = new Calls(control);
        List<Command> all = new ArrayList<>();
        all.addAll(new BdevCommands(calls).all());
        all.addAll(NvmfCommands.all(calls));
        all.addAll(NvmfViews.all(calls));
        all.addAll(new PluginCommands(calls, bundles).all());
        all.addAll(new DeclarationCommands(calls).all());
        var viaduct = new ViaductCommands(calls, version, stop);
        all.addAll(viaduct.all());
        all.add(viaduct.help(all));
        all.add(new Completion(all, calls).command());
        return all;
    }

    /** Stopping the system bundle returns at once and goes on by itself. */
    private static void stopPlatform(BundleContext context) {
        try {
            context.getBundle(Constants.SYSTEM_BUNDLE_ID).stop();
        } catch (BundleException e) {
            LOG.log(Level.ERROR, "the platform cannot be stopped", e);
        }
    }
}
