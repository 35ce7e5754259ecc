namespace Altitude.Data.Postgres;

/// <summary>The private cluster cannot be used; the message says why and what to do, in words for the person who started the program.</summary>
public sealed class ClusterUnavailableException : Exception
{
    public ClusterUnavailableException() { }

    public ClusterUnavailableException(string message)
        : base(message) { }

    public ClusterUnavailableException(string message, Exception innerException)
        : base(message, innerException) { }
}
