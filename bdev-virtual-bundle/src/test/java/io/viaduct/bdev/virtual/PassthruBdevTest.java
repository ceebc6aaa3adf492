package io.viaduct.bdev.virtual;

import io.viaduct.testkit.TestBed;

class PassthruBdevTest extends VirtualBdevContract {
    private PassthruMethods methods;

    @Override
    String build(TestBed bed) throws Exception {
        methods = new PassthruMethods(new PassthruModule(bed.registry()));
        PassthruMethods.Create request = new PassthruMethods.Create();
        request.name = "Pass1";
        request.base_bdev_name = "Base";
        return methods.create(request);
    }

    @Override
    void remove(TestBed bed) throws Exception {
        PassthruMethods.Delete request = new PassthruMethods.Delete();
        request.name = "Pass1";
        bed.get(methods.delete(request));
    }
}
