package io.viaduct.itest;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;

import io.viaduct.api.rpc.MethodInfo;
import io.viaduct.api.rpc.RpcMethods;
import io.viaduct.core.control.DeclaredMethods;
import io.viaduct.core.control.StoredMethod;
import io.viaduct.transport.tcp.TcpTargetTransport;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What the distribution's classes say of their management methods, without running them. */
final class DeclaredPlatform {
    private final Map<String, MethodInfo> methods = new TreeMap<>();

    DeclaredPlatform() {
        StoredMethod.all().forEach(stored -> methods.put(stored.info().name(), stored.info()));
        for (Class<? extends RpcMethods> publisher : publishers()) {
            for (MethodInfo method : DeclaredMethods.of(publisher).values()) {
                methods.put(method.name(), method);
            }
        }
    }

    private static List<Class<? extends RpcMethods>> publishers() {
        List<Class<? extends RpcMethods>> all = new ArrayList<>();
        var imported =
                new ClassFileImporter()
                        .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                        .withImportOption(at -> !at.contains("testkit"))
                        .importPackages("io.viaduct");
        for (JavaClass one : imported) {
            if (one.isAssignableTo(RpcMethods.class) && !one.isInterface()) {
                all.add(one.reflect().asSubclass(RpcMethods.class));
            }
        }
        return all;
    }

    /** By name; a stored method whose module is there is the module's. */
    Map<String, MethodInfo> methods() {
        return methods;
    }

    /** Parameters of nvmf_create_transport that transports name as their own. */
    Set<String> transportOptions() {
        return new TcpTargetTransport().optionNames();
    }
}
