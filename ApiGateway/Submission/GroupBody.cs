using System.Net.Http.Headers;

namespace Platform.ApiGateway.Submission;

/// <summary>Joins submissions to the JSON of one request, and reuses its memory.</summary>
internal sealed class GroupBody
{
    private static readonly MediaTypeHeaderValue s_json = new("application/json");
    private byte[] _buffer = new byte[64 * 1024];

    /// <summary>Joins a group; the content is valid until the next call.</summary>
    public HttpContent Join(IReadOnlyList<Submission> group)
    {
        var prefix = "{\"jobs\":["u8;
        var suffix = "]}"u8;
        var length = prefix.Length + suffix.Length + Math.Max(0, group.Count - 1);
        foreach (var submission in group)
        {
            length += submission.Json.Length;
        }

        if (_buffer.Length < length)
        {
            _buffer = new byte[Math.Max(length, _buffer.Length * 2)];
        }

        var at = 0;
        Append(prefix, ref at);
        for (var i = 0; i < group.Count; i++)
        {
            if (i > 0)
            {
                _buffer[at++] = (byte)',';
            }

            Append(group[i].Json, ref at);
        }

        Append(suffix, ref at);
        var content = new ByteArrayContent(_buffer, 0, at);
        content.Headers.ContentType = s_json;
        return content;
    }

    /// <summary>Allocates new memory, because a failed request may still be reading the old one.</summary>
    public void Abandon() => _buffer = new byte[64 * 1024];

    private void Append(ReadOnlySpan<byte> bytes, ref int at)
    {
        bytes.CopyTo(_buffer.AsSpan(at));
        at += bytes.Length;
    }
}
