using System.ComponentModel.DataAnnotations;

namespace Platform.Worker.Recognition;

/// <summary>Configuration section <c>Recognition</c>.</summary>
internal sealed class RecognitionOptions
{
    public const string Section = "Recognition";

    /// <summary><c>pocketsphinx</c> or <c>whisper</c> (whisper.cpp).</summary>
    [RegularExpression("^(pocketsphinx|whisper)$", ErrorMessage = "Recognition:Engine is pocketsphinx or whisper.")]
    public string Engine { get; set; } = "pocketsphinx";

    /// <summary>Program of the engine; empty for <c>pocketsphinx_continuous</c> or <c>whisper-cli</c>.</summary>
    public string Program { get; set; } = "";

    /// <summary>Model: of pocketsphinx a folder with <c>en-us</c>, <c>en-us.lm.bin</c> and <c>cmudict-en-us.dict</c>, empty for the installed one; of whisper a ggml file.</summary>
    public string Model { get; set; } = "";

    /// <summary>Parts recognised at a time on this machine, by all workers together; 0 for the number of cores.</summary>
    [Range(0, 1024)]
    public int Parallelism { get; set; }

    /// <summary>Nice value of the recogniser.</summary>
    [Range(0, 19)]
    public int Nice { get; set; } = 10;

    /// <summary>Most memory of one recogniser in MiB.</summary>
    [Range(256, 1 << 20)]
    public int MemoryMegabytes { get; set; } = 4096;

    /// <summary>Threads of one recogniser, where it can use them.</summary>
    [Range(1, 256)]
    public int Threads { get; set; } = 1;

    /// <summary>Folder whose locks share the cores between workers; empty for one in the system's temporary folder.</summary>
    public string SlotsFolder { get; set; } = "";

    /// <summary>The share of the machine.</summary>
    public int Slots => Parallelism > 0 ? Parallelism : Environment.ProcessorCount;
}
