using System.ComponentModel.DataAnnotations;
using Platform.Contracts.Recognition;

namespace Platform.Worker.Recognition;

/// <summary>Configures speech recognition; section <c>Recognition</c>.</summary>
internal sealed class RecognitionOptions
{
    public const string Section = "Recognition";

    private const int PartMegabytes = 1024;

    /// <summary>
    /// Gets or sets the engine: <c>whisper</c>, <c>pocketsphinx</c> (US English only, and much poorer), or <c>auto</c>: whisper if available, else
    /// pocketsphinx.
    /// </summary>
    [RegularExpression("^(auto|whisper|pocketsphinx)$", ErrorMessage = "Recognition:Engine is auto, whisper or pocketsphinx.")]
    public string Engine { get; set; } = "auto";

    /// <summary>Gets or sets the model of whisper, a ggml file. Empty for <c>ggml-base-q8_0.bin</c> in the models folder.</summary>
    public string Model { get; set; } = "";

    /// <summary>Gets or sets the folder with the models of the platform; empty for <c>models</c> beside the worker or in a folder above it.</summary>
    public string ModelsFolder { get; set; } = "";

    /// <summary>
    /// Gets or sets the width of whisper's beam search: 0 for greedy decoding, which takes two thirds of the time and is as good; else 2 to 8.
    /// </summary>
    [Range(0, 8)]
    public int Beam { get; set; }

    /// <summary>
    /// Gets or sets the program that runs whisper, <c>Recogniser.dll</c>; empty for the one in the folder <c>recogniser</c> beside the worker, or
    /// built with it.
    /// </summary>
    public string Program { get; set; } = "";

    /// <summary>Gets or sets the program of pocketsphinx.</summary>
    [Required]
    public string PocketSphinxProgram { get; set; } = "pocketsphinx_continuous";

    /// <summary>
    /// Gets or sets the folder with <c>en-us</c>, <c>en-us.lm.bin</c> and <c>cmudict-en-us.dict</c> for pocketsphinx; empty for the installed one.
    /// </summary>
    public string PocketSphinxModel { get; set; } = "";

    /// <summary>Gets or sets the number of parts recognised at a time on this machine by all workers together; 0 for the number of cores.</summary>
    [Range(0, 1024)]
    public int Parallelism { get; set; }

    /// <summary>Gets or sets the nice value of the recogniser, 0 to 19.</summary>
    [Range(0, 19)]
    public int Nice { get; set; } = 10;

    /// <summary>
    /// Gets or sets the limit of the address space of one recogniser process in MiB. Larger models of whisper need more; for each further part that
    /// it recognises in parallel, 1,024 are added automatically.
    /// </summary>
    [Range(1024, 1 << 20)]
    public int MemoryMegabytes { get; set; } = 4096;

    /// <summary>
    /// Gets or sets the folder with the lock files that limit the recognisers of all workers; empty for one in the system's temporary folder.
    /// </summary>
    public string SlotsFolder { get; set; } = "";

    /// <summary>
    /// Gets the limit of the address space of whisper in MiB: one process recognises as many parts in parallel as the machine has cores, each with
    /// memory of its own.
    /// </summary>
    public int WhisperMegabytes => MemoryMegabytes + (PartMegabytes * (Math.Min(Slots, ProtocolLimits.MaxAtOnce) - 1));

    /// <summary>Gets the number of slots of the machine.</summary>
    public int Slots => Parallelism > 0 ? Parallelism : Environment.ProcessorCount;
}
