package io.viaduct.web;

import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;

import java.util.LinkedHashMap;
import java.util.Map;

/** The metrics of one moment, put together. */
final class Page {
    private static final String PREFIX = "viaduct_";

    private final Map<String, CounterSnapshot.Builder> counters = new LinkedHashMap<>();
    private final Map<String, GaugeSnapshot.Builder> gauges = new LinkedHashMap<>();

    /** What only rises. {@code name} has neither our prefix nor "_total". */
    void count(String name, String help, double value, String... labels) {
        counters.computeIfAbsent(name, n -> CounterSnapshot.builder().name(PREFIX + n).help(help))
                .dataPoint(
                        CounterDataPointSnapshot.builder()
                                .labels(Labels.of(labels))
                                .value(value)
                                .build());
    }

    /** What rises and falls. */
    void show(String name, String help, double value, String... labels) {
        gauges.computeIfAbsent(name, n -> GaugeSnapshot.builder().name(PREFIX + n).help(help))
                .dataPoint(
                        GaugeDataPointSnapshot.builder()
                                .labels(Labels.of(labels))
                                .value(value)
                                .build());
    }

    /** All of them, by name. */
    MetricSnapshots snapshots() {
        MetricSnapshots.Builder all = MetricSnapshots.builder();
        counters.values().forEach(one -> all.metricSnapshot(one.build()));
        gauges.values().forEach(one -> all.metricSnapshot(one.build()));
        return all.build();
    }
}
