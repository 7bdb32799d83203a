package io.aitbc.agent.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code models}: holds what has to do with models. */
@Command(
        name = "models",
        header = "The models in MODEL_DIR: list, show, verify.",
        footer = {
            "",
            "A model is a directory with config.json and *.safetensors, as the Hugging Face",
            "hub publishes it, or with model_index.json, as diffusers lays it out. Put it",
            "below MODEL_DIR (aitbc-miner models list says where that is) as one of:",
            "",
            "  NAME/                               a job asks for \"NAME\"",
            "  ORG/NAME/                           a job asks for \"ORG/NAME\"",
            "  models--ORG--NAME/                  the same, as the hub's own programs keep",
            "                                      it (blobs, refs, snapshots)",
            "",
            "A running miner sees it within a minute and tells its coordinator; no restart.",
            "Weights are safetensors only: pickles (*.bin, *.pt, *.ckpt) are never opened.",
            "",
            "MODEL_DIR/models.json may set the quantization (none, int8, int4) that jobs get",
            "which name none: {\"ORG/NAME\": {\"quantization\": \"int8\"}}",
            "",
            "  aitbc-miner models list             what there is, and what cannot be used",
            "  aitbc-miner models show demo-llm    one of them, with its digest",
            "  aitbc-miner models verify           read everything, find what is damaged"
        })
final class ModelsCommand implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(), "which command? There are: models list, models show, models verify");
    }
}
