using System.Buffers.Binary;
using System.Reflection;
using System.Text;

namespace Platform.ServiceDefaults.Database;

/// <summary>Describes the database schema of a service and where its migrations are.</summary>
/// <param name="Name">Lower-case ASCII letters, of which the first 8 differ from those of other schemas.</param>
/// <param name="Files">
/// The assembly in which the migrations are embedded, in the folder <c>Migrations</c>; they are applied in the order of their names.
/// </param>
public sealed record ServiceSchema(string Name, Assembly Files)
{
    private const int MaxLetters = 8;

    /// <summary>Gets the key of the advisory lock that a migration takes, which is made of the ASCII codes of the first letters of the schema's name.</summary>
    public long LockKey
    {
        get
        {
            Span<byte> key = stackalloc byte[MaxLetters];
            key.Clear();
            var letters = Name.AsSpan(0, Math.Min(Name.Length, MaxLetters));
            Encoding.ASCII.GetBytes(letters, key[(MaxLetters - letters.Length)..]);
            return BinaryPrimitives.ReadInt64BigEndian(key);
        }
    }
}
