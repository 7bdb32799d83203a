package io.aitbc.agent.doctor;

/** The service is installed, starts with the machine, and runs. */
record UnitCheck(Patient patient) implements Check {
    private static final String LOG = "journalctl -u aitbc-miner -n 50";

    @Override
    public String id() {
        return "unit";
    }

    @Override
    public Finding examine() {
        ServiceUnit unit = patient.unit();
        if (unit == null) {
            return Finding.skip("there is no systemd to ask (" + patient.unitTrouble() + ")");
        }
        if (!unit.isInstalled()) {
            return unit.get("LoadState").equals("not-found")
                    ? Finding.skip(ServiceUnit.NAME + " is not installed")
                    : Finding.fail(
                            ServiceUnit.NAME + " is " + unit.get("LoadState"),
                            "systemctl unmask aitbc-miner, or: systemd-analyze verify aitbc-miner.service");
        }
        String state = unit.get("ActiveState");
        String evidence = ServiceUnit.NAME + " is " + unit.get("UnitFileState") + " and " + state + " ("
                + unit.get("SubState") + "), as user " + unit.user() + restarts(unit);
        if (state.equals("failed")) {
            return Finding.fail(
                    evidence + "; it ended with " + unit.get("Result") + ", status " + unit.get("ExecMainStatus"),
                    LOG + "; then: systemctl restart aitbc-miner");
        }
        if (unit.get("NeedDaemonReload").equals("yes")) {
            return Finding.warn(evidence + "; its file has changed", "systemctl daemon-reload");
        }
        if (state.equals("activating") || state.equals("deactivating")) {
            return Finding.warn(evidence, LOG);
        }
        if (!state.equals("active")) {
            return Finding.warn(evidence, "systemctl enable --now aitbc-miner");
        }
        return unit.get("UnitFileState").equals("disabled")
                ? Finding.warn(evidence + "; it will not start with the machine", "systemctl enable aitbc-miner")
                : Finding.ok(evidence);
    }

    private static String restarts(ServiceUnit unit) {
        String restarts = unit.get("NRestarts");
        return restarts.isEmpty() || restarts.equals("0") ? "" : ", restarted " + restarts + " times";
    }
}
