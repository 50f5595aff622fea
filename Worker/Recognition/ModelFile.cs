using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Platform.Worker.Recognition;

/// <summary>
/// Verifies a Whisper model in ggml format: a truncated file loads partly or not at all, and one without tensors loads and recognises nothing.
/// </summary>
internal static class ModelFile
{
    private const int Magic = 0x67676d6c;
    private const int HeadNumbers = 12;
    private const int MaxDimensions = 4;
    private const int MaxNameLength = 256;
    private const int MaxWordLength = 4096;
    private const int MaxWords = 1 << 20;
    private const int MultilingualVocabulary = 51_865;
    private const string Missing = "it is missing";
    private const string WrongHash = "its SHA-256 is not the one that SHA256SUMS lists";

    // By type number: the values in a block, and the bytes of a block (ggml.h).
    private static readonly Dictionary<int, (int Values, int Bytes)> s_types = new()
    {
        [0] = (1, 4),
        [1] = (1, 2),
        [2] = (32, 18),
        [3] = (32, 20),
        [6] = (32, 22),
        [7] = (32, 24),
        [8] = (32, 34),
        [9] = (32, 36),
        [10] = (256, 84),
        [11] = (256, 110),
        [12] = (256, 144),
        [13] = (256, 176),
        [14] = (256, 210),
        [15] = (256, 292),
        [30] = (1, 2),
    };

    /// <summary>Verifies a file.</summary>
    /// <param name="path">The file. If a SHA256SUMS file beside it lists it, its hash is verified too.</param>
    /// <param name="cancellationToken">Cancels the check.</param>
    public static async Task<ModelReport> CheckAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            if (!File.Exists(path))
            {
                return new ModelReport(Missing);
            }

            await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.Asynchronous);
            var report = Read(file);
            return report.Problem is null && await HasWrongHashAsync(file, path, cancellationToken)
                ? report with { Problem = WrongHash }
                : report;
        }
        catch (EndOfStreamException)
        {
            return new ModelReport("it is cut off");
        }
        catch (InvalidDataException error)
        {
            return new ModelReport(error.Message);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return new ModelReport($"it cannot be read ({error.GetType().Name})");
        }
    }

    /// <summary>Verifies a file by its hash only.</summary>
    /// <param name="path">The file. If no SHA256SUMS file beside it lists it, it only has to exist.</param>
    /// <param name="cancellationToken">Cancels the check.</param>
    public static async Task<ModelReport> CheckHashAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            if (!File.Exists(path))
            {
                return new ModelReport(Missing);
            }

            await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.Asynchronous);
            return new ModelReport(await HasWrongHashAsync(file, path, cancellationToken) ? WrongHash : null);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return new ModelReport($"it cannot be read ({error.GetType().Name})");
        }
    }

    private static ModelReport Read(FileStream file)
    {
        Span<int> head = stackalloc int[HeadNumbers];
        foreach (ref var number in head)
        {
            number = Number(file);
        }

        if (head[0] != Magic)
        {
            throw new InvalidDataException("it is no ggml file of Whisper");
        }

        var (vocabulary, audioLayers, textLayers) = (head[1], head[5], head[9]);
        Skip(file, 4L * Between(Number(file), 0, 1024) * Between(Number(file), 0, 4096));
        for (var left = Between(Number(file), 0, MaxWords); left > 0; left--)
        {
            Skip(file, Between(Number(file), 0, MaxWordLength));
        }

        var tensors = 0;
        for (; file.Position < file.Length; tensors++)
        {
            SkipTensor(file);
        }

        return new ModelReport(
            tensors == 0 ? "it has a header and no tensors"
            : tensors != 11 + (15L * audioLayers) + (24L * textLayers) ? "tensors are missing"
            : null,
            IsMultilingual: vocabulary >= MultilingualVocabulary);
    }

    private static void SkipTensor(FileStream file)
    {
        var dimensions = Between(Number(file), 1, MaxDimensions);
        var name = Between(Number(file), 1, MaxNameLength);
        if (!s_types.TryGetValue(Number(file), out var type))
        {
            throw new InvalidDataException("a tensor is of a type that is not known");
        }

        var values = 1L;
        for (var i = 0; i < dimensions; i++)
        {
            values *= Between(Number(file), 1, 1 << 24);
            if (values > file.Length * 8)
            {
                throw new EndOfStreamException();
            }
        }

        Skip(file, name);
        Skip(file, values / type.Values * type.Bytes);
    }

    private static int Number(FileStream file)
    {
        Span<byte> bytes = stackalloc byte[sizeof(int)];
        file.ReadExactly(bytes);
        return BinaryPrimitives.ReadInt32LittleEndian(bytes);
    }

    private static void Skip(FileStream file, long bytes) =>
        file.Position = bytes >= 0 && bytes <= file.Length - file.Position ? file.Position + bytes : throw new EndOfStreamException();

    private static int Between(int number, int least, int most) =>
        number >= least && number <= most ? number : throw new InvalidDataException("it is damaged");

    private static async Task<bool> HasWrongHashAsync(FileStream file, string path, CancellationToken cancellationToken)
    {
        var sums = Path.Combine(Path.GetDirectoryName(path)!, "SHA256SUMS");
        var name = Path.GetFileName(path);
        if (!File.Exists(sums) || (await File.ReadAllLinesAsync(sums, cancellationToken))
            .Select(static line => line.Split([' ', '*'], 2, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            .FirstOrDefault(parts => parts.Length == 2 && parts[1].TrimStart('*') == name) is not [var listed, _])
        {
            return false;
        }

        file.Position = 0;
        return !Convert.ToHexString(await SHA256.HashDataAsync(file, cancellationToken)).Equals(listed, StringComparison.OrdinalIgnoreCase);
    }
}

/// <summary>Describes a model.</summary>
/// <param name="Problem">Why it cannot be used; null if it can.</param>
/// <param name="IsMultilingual">Whether it supports languages other than English.</param>
internal sealed record ModelReport(string? Problem, bool IsMultilingual = true);
