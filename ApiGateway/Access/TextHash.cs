using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Platform.ApiGateway.Access;

/// <summary>Stands for a text of any length that a caller has sent: what is kept by it takes the same room for all, and tells no secret.</summary>
internal readonly record struct TextHash(UInt128 First, UInt128 Second)
{
    public static TextHash Of(string text)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(MemoryMarshal.AsBytes(text.AsSpan()), hash);
        return MemoryMarshal.Read<TextHash>(hash);
    }
}
