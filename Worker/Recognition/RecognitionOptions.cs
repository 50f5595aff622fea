using System.ComponentModel.DataAnnotations;
using Platform.Contracts.Recognition;

namespace Platform.Worker.Recognition;

/// <summary>Configuration section <c>Recognition</c>.</summary>
internal sealed class RecognitionOptions
{
    public const string Section = "Recognition";

    private const int PartMegabytes = 1024;

    /// <summary><c>whisper</c>, <c>pocketsphinx</c> (US English only, and much poorer), or <c>auto</c>: whisper where it runs, else pocketsphinx.</summary>
    [RegularExpression("^(auto|whisper|pocketsphinx)$", ErrorMessage = "Recognition:Engine is auto, whisper or pocketsphinx.")]
    public string Engine { get; set; } = "auto";

    /// <summary>Model of whisper: a ggml file. Empty for <c>ggml-base-q8_0.bin</c> of the models folder.</summary>
    public string Model { get; set; } = "";

    /// <summary>Folder with the models that come with the platform; empty for <c>models</c> beside the worker or in a folder above it.</summary>
    public string ModelsFolder { get; set; } = "";

    /// <summary>Width of whisper's beam search: 0 for none, which takes two thirds of the time and is as good; else 2 to 8.</summary>
    [Range(0, 8)]
    public int Beam { get; set; }

    /// <summary>The program that runs whisper, <c>Recogniser.dll</c>; empty for the one in the folder <c>recogniser</c> beside the worker, or built with it.</summary>
    public string Program { get; set; } = "";

    /// <summary>Program of pocketsphinx.</summary>
    [Required]
    public string PocketSphinxProgram { get; set; } = "pocketsphinx_continuous";

    /// <summary>Folder with <c>en-us</c>, <c>en-us.lm.bin</c> and <c>cmudict-en-us.dict</c> for pocketsphinx; empty for the installed one.</summary>
    public string PocketSphinxModel { get; set; } = "";

    /// <summary>Parts recognised at a time on this machine, by all workers together; 0 for the number of cores.</summary>
    [Range(0, 1024)]
    public int Parallelism { get; set; }

    /// <summary>Nice value of the recogniser.</summary>
    [Range(0, 19)]
    public int Nice { get; set; } = 10;

    /// <summary>
    /// Most address space of one recogniser process in MiB. Larger models of whisper need more; for each part that it may hear beside the first
    /// one it gets 1,024 more by itself.
    /// </summary>
    [Range(1024, 1 << 20)]
    public int MemoryMegabytes { get; set; } = 4096;

    /// <summary>Folder whose locks share the cores between workers; empty for one in the system's temporary folder.</summary>
    public string SlotsFolder { get; set; } = "";

    /// <summary>Most address space of whisper in MiB: one process hears as many parts at a time as the machine has cores, each in memory of its own.</summary>
    public int WhisperMegabytes => MemoryMegabytes + (PartMegabytes * (Math.Min(Slots, ProtocolLimits.MaxAtOnce) - 1));

    /// <summary>The share of the machine.</summary>
    public int Slots => Parallelism > 0 ? Parallelism : Environment.ProcessorCount;
}
