package io.aitbc.agent.main;

import io.aitbc.agent.config.ConfigDiff;
import io.aitbc.agent.config.ConfigException;
import io.aitbc.agent.config.LoadedConfig;
import io.aitbc.agent.config.vertx.ConfigLoader;
import io.aitbc.agent.log.Logging;
import io.aitbc.agent.systemd.ServiceManager;
import io.aitbc.api.port.Scheduler;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What SIGHUP and {@code aitbc-miner reload} do: the configuration is read again, and the log file opened again. */
final class Reload {
    private static final Logger LOG = LoggerFactory.getLogger(Reload.class);

    private final ConfigLoader loader;
    private final LiveConfig live;
    private final Miner miner;
    private final Outlook outlook;
    private final ServiceManager manager;
    private final Scheduler scheduler;

    /** @param scheduler whose thread is the agent's */
    Reload(
            ConfigLoader loader,
            LiveConfig live,
            Miner miner,
            Outlook outlook,
            ServiceManager manager,
            Scheduler scheduler) {
        this.loader = loader;
        this.live = live;
        this.miner = miner;
        this.outlook = outlook;
        this.manager = manager;
        this.scheduler = scheduler;
    }

    /** On any thread. Fails with {@link ConfigException} when the old configuration holds on. */
    CompletionStage<ConfigDiff> run() {
        LOG.atInfo().log("reading the configuration again");
        manager.reloading(scheduler.nanoTime());
        return loader.load()
                .onFailure(this::refused)
                .toCompletionStage()
                .thenApplyAsync(this::takeUp, scheduler)
                .whenComplete((done, error) -> manager.ready());
    }

    private ConfigDiff takeUp(LoadedConfig next) {
        Logging.ofProcess().protect(next.config().apiKey());
        Logging.ofProcess().level(next.config().logLevel());
        ConfigDiff diff = miner.reload(next);
        outlook.log(next.config().outlets());
        outlook.listen(next.config().outlets());
        return diff;
    }

    private void refused(Throwable wrong) {
        outlook.log(live.now().outlets()); // somebody may have moved the file away all the same
        LOG.atError().addKeyValue("cause", wrong.getMessage()).log("configuration not taken over, the old one holds");
    }
}
