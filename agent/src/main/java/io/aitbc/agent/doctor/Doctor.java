package io.aitbc.agent.doctor;

import io.aitbc.agent.config.ConfigSource;
import java.util.List;
import java.util.function.Consumer;

/** Examines a machine and its miner. */
public final class Doctor {
    private final Instruments instruments;

    public Doctor(Instruments instruments) {
        this.instruments = instruments;
    }

    /** @param waitingFor told several times a second which checks are still under way */
    public Report examine(ConfigSource source, Consumer<List<String>> waitingFor) throws InterruptedException {
        Patient patient = Patient.meet(source, instruments);
        List<Report.Line> lines = new Examination(checks(patient)).run(waitingFor);
        return new Report(
                patient.self().name(),
                patient.subject().name(),
                patient.unseenUser().orElse(""),
                lines);
    }

    /** In the order in which a person mends things. */
    private List<Check> checks(Patient patient) {
        return List.of(
                new ConfigCheck(patient),
                new UnitCheck(patient),
                new AgentCheck(patient),
                new DiskCheck(patient, instruments.freeSpace()),
                new JournalCheck(patient),
                new MemoryCheck(patient, instruments.root()),
                new DriverCheck(patient, instruments.root()),
                new DeviceCheck(patient, instruments.root()),
                new EngineCheck(patient, instruments),
                new DnsCheck(patient),
                new TlsCheck(patient, instruments.clock()),
                new CoordinatorCheck(patient),
                new ClockCheck(patient),
                new KeyCheck(patient, instruments.key()));
    }
}
