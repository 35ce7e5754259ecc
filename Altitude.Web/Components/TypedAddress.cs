namespace Altitude.Web.Components;

/// <summary>
/// Keeps apart, for a page that writes into its address what is being typed, its own writing from somebody's navigation. The address comes back a moment later and more than once,
/// when the person may have typed on: taking it for a wish would take letters away.
/// </summary>
/// <param name="address">What stands there to begin with.</param>
internal sealed class TypedAddress(string address)
{
    private readonly HashSet<string> _written = [];
    private string _seen = address;

    /// <summary>The page is about to write this.</summary>
    public void Write(string text) => _written.Add(text);

    /// <param name="given">What the page is given as its address now.</param>
    /// <param name="shown">What it shows.</param>
    /// <returns>Somebody went there, and the page has to follow.</returns>
    public bool IsWish(string given, string shown)
    {
        if (given == _seen)
        {
            return false; // Parameters are set more often than the address changes.
        }

        _seen = given;
        if (given == shown)
        {
            _written.Clear(); // It has caught up.
            return false;
        }

        return !_written.Contains(given);
    }
}
