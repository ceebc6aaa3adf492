package io.viaduct.bdev.virtual;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.viaduct.api.bdev.BdevDescriptor;
import io.viaduct.api.bdev.BdevOp;
import io.viaduct.api.bdev.IoChannel;
import io.viaduct.api.rpc.RpcException;
import io.viaduct.testkit.Scatter;
import io.viaduct.testkit.TestBed;

import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** The second of three parts. */
class SplitBdevTest extends VirtualBdevContract {
    private SplitMethods methods;

    @Override
    int times() {
        return 3;
    }

    @Override
    String build(TestBed bed) throws Exception {
        methods = new SplitMethods(new SplitModule(bed.registry()));
        assertEquals(List.of("Basep0", "Basep1", "Basep2"), create(3, 0));
        return "Basep1";
    }

    private List<String> create(int count, long mib) throws Exception {
        SplitMethods.Create request = new SplitMethods.Create();
        request.base_bdev = "Base";
        request.split_count = count;
        request.split_size_mb = mib;
        return methods.create(request);
    }

    @Override
    void remove(TestBed bed) throws Exception {
        SplitMethods.Delete request = new SplitMethods.Delete();
        request.base_bdev = "Base";
        bed.get(methods.delete(request));
    }

    @Test
    void shouldKeepOffItsNeighbours() throws Exception {
        Scatter data = Scatter.of(new byte[BLOCK_SIZE]);
        for (String name : List.of("Basep0", "Basep2")) {
            BdevDescriptor neighbour = bed().registry().open(name, true, (gone, cause) -> {});
            IoChannel way = neighbour.channel(bed().reactor());
            long edge = name.equals("Basep0") ? BLOCKS - 1 : 0;
            Scatter other = Scatter.of(filled(0x5a));
            assertEquals(0, bed().perform(way, BdevOp.WRITE, edge, 1, other));
            long mine = name.equals("Basep0") ? 0 : BLOCKS - 1;
            assertEquals(0, bed().perform(channel(), BdevOp.WRITE, mine, 1, data));
            Scatter back = new Scatter(BLOCK_SIZE);
            assertEquals(0, bed().perform(way, BdevOp.READ, edge, 1, back));
            assertArrayEquals(filled(0x5a), back.get());
            bed().get(neighbour.retire());
        }
    }

    private static byte[] filled(int value) {
        byte[] block = new byte[BLOCK_SIZE];
        Arrays.fill(block, (byte) value);
        return block;
    }

    @Test
    void shouldSayWhereItLies() {
        assertEquals(
                Map.of("split", Map.of("base_bdev", "Base", "offset_blocks", BLOCKS)),
                bdev().driverSpecific());
    }

    @Test
    void shouldSplitADeviceOnce() {
        assertEquals(-17, assertThrows(RpcException.class, () -> create(2, 0)).code());
    }

    @Test
    void shouldMakeAsManyPartsAsThereIsRoomFor() throws Exception {
        bed().get(descriptor().retire());
        remove(bed());
        assertEquals(List.of("Basep0", "Basep1", "Basep2"), create(7, 1));
        remove(bed());
        RpcException none = assertThrows(RpcException.class, () -> create(2, 4));
        assertEquals(Map.of("reason", "Base has not room for one part"), none.data());
        bed().run();
        assertThrows(RpcException.class, () -> create(0, 1));
        assertEquals(List.of("Basep0", "Basep1", "Basep2"), create(3, 0));
        openAgain();
    }
}
