using System.Buffers.Binary;
using System.Reflection;
using System.Text;

namespace Platform.ServiceDefaults.Database;

/// <summary>The schema that a service keeps its data in, and the files that make it.</summary>
/// <param name="Name">Lower-case ASCII letters, at most 8.</param>
/// <param name="Files">The assembly that has the migrations embedded, in the folder <c>Migrations</c>; they are applied in the order of their names.</param>
public sealed record OwnSchema(string Name, Assembly Files)
{
    private const int MostLetters = 8;

    /// <summary>Key of the advisory lock under which it is brought up to date: the ASCII codes of its name.</summary>
    public long LockKey
    {
        get
        {
            Span<byte> key = stackalloc byte[MostLetters];
            key.Clear();
            Encoding.ASCII.GetBytes(Name, key[(MostLetters - Name.Length)..]);
            return BinaryPrimitives.ReadInt64BigEndian(key);
        }
    }
}
