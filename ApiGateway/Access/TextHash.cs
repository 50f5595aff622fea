using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Platform.ApiGateway.Access;

/// <summary>Represents a caller's text of any length by a hash, so that all cache keys have the same size and contain no secrets.</summary>
internal readonly record struct TextHash(UInt128 First, UInt128 Second)
{
    public static TextHash Of(string text)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(MemoryMarshal.AsBytes(text.AsSpan()), hash);
        return MemoryMarshal.Read<TextHash>(hash);
    }
}
