using System.Buffers.Binary;

namespace Platform.Fuzz.World;

/// <summary>Provides a short recording: of speech where the speech programs of the tests are installed, otherwise of a tone.</summary>
internal static class ShortRecording
{
    private const string Speech = "/usr/share/pocketsphinx/test/data/librivox/sense_and_sensibility_01_austen_64kb-0880.wav";
    private const int Rate = 16_000;

    public static byte[] Read() => File.Exists(Speech) ? File.ReadAllBytes(Speech) : Tone();

    private static byte[] Tone()
    {
        var wave = new byte[44 + (Rate * 2)];
        "RIFF"u8.CopyTo(wave);
        BinaryPrimitives.WriteInt32LittleEndian(wave.AsSpan(4), wave.Length - 8);
        "WAVEfmt "u8.CopyTo(wave.AsSpan(8));
        BinaryPrimitives.WriteInt32LittleEndian(wave.AsSpan(16), 16);
        BinaryPrimitives.WriteInt16LittleEndian(wave.AsSpan(20), 1);
        BinaryPrimitives.WriteInt16LittleEndian(wave.AsSpan(22), 1);
        BinaryPrimitives.WriteInt32LittleEndian(wave.AsSpan(24), Rate);
        BinaryPrimitives.WriteInt32LittleEndian(wave.AsSpan(28), Rate * 2);
        BinaryPrimitives.WriteInt16LittleEndian(wave.AsSpan(32), 2);
        BinaryPrimitives.WriteInt16LittleEndian(wave.AsSpan(34), 16);
        "data"u8.CopyTo(wave.AsSpan(36));
        BinaryPrimitives.WriteInt32LittleEndian(wave.AsSpan(40), Rate * 2);
        for (var i = 0; i < Rate; i++)
        {
            BinaryPrimitives.WriteInt16LittleEndian(wave.AsSpan(44 + (i * 2)), (short)(8_000 * Math.Sin(i * 440 * 2 * Math.PI / Rate)));
        }

        return wave;
    }
}
