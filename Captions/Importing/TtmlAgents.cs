using System.Text;
using System.Xml;
using Platform.Captions.Formats;

namespace Platform.Captions.Importing;

/// <summary>Collects the names of a TTML file's agents, which its paragraphs and spans refer to by their ids.</summary>
/// <param name="metadata">The namespace of agents.</param>
/// <param name="max">The maximum number of agents; further ones have no name.</param>
internal sealed class TtmlAgents(string metadata, int max)
{
    private readonly Dictionary<string, string> _names = new(StringComparer.Ordinal);
    private readonly StringBuilder _name = new();
    private string? _id;
    private bool _isName;

    /// <summary>Reads the current node if it belongs to an agent.</summary>
    /// <returns>True if it does, so that nothing else has to read it.</returns>
    /// <returns>True if it does, so that nothing else has to read it.</returns>
    public bool Take(XmlReader reader)
    {
        if (reader.LocalName == "agent" && reader.NamespaceURI == metadata)
        {
            _id = reader.NodeType == XmlNodeType.Element && !reader.IsEmptyElement ? reader.GetAttribute("id", Ttml.Xml) : null;
            return true;
        }

        if (_id is null)
        {
            return false;
        }

        if (reader.LocalName == "name" && reader.NamespaceURI == metadata)
        {
            if (reader.NodeType == XmlNodeType.EndElement)
            {
                Keep(_id);
            }

            _isName = reader.NodeType == XmlNodeType.Element && !reader.IsEmptyElement;
        }
        else if (_isName && reader.NodeType is (XmlNodeType.Text or XmlNodeType.CDATA))
        {
            _name.Append(reader.Value);
        }

        return true;
    }

    /// <summary>Gets the name of the first agent that the current element refers to; null if there is none.</summary>
    public string? NameAt(XmlReader reader) =>
        reader.GetAttribute("agent", metadata)?.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries) is [var id, ..] ? _names.GetValueOrDefault(id) : null;

    // An agent may have several names: the first one counts.
    private void Keep(string id)
    {
        var name = string.Join(' ', CueText.Lines(_name.ToString()));
        _name.Clear();
        if (name.Length > 0 && _names.Count < max)
        {
            _names.TryAdd(id, name);
        }
    }
}
