using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Altitude.Testing;

/// <summary>
/// Hands each connection to the next of several servers, as a proxy without sticky sessions does; a server that refuses is skipped. Its line can be cut, in which case
/// nobody gets through until it is mended.
/// </summary>
public sealed class RoundRobinRelay : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly IPEndPoint[] _servers;
    private readonly int[] _connections;
    private readonly ConcurrentDictionary<TcpClient, bool> _open = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _accepting;
    private volatile bool _isCut;
    private int _next = -1;

    public RoundRobinRelay(params int[] ports)
    {
        _servers = [.. ports.Select(p => new IPEndPoint(IPAddress.Loopback, p))];
        _connections = new int[ports.Length];
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;
    public Uri Url => new($"http://127.0.0.1:{Port}");

    /// <summary>How many connections each server was given, in the order of their ports.</summary>
    public IReadOnlyList<int> Connections => _connections;

    /// <summary>Ends every connection, and all that are tried from now on.</summary>
    public void Cut()
    {
        _isCut = true;
        foreach (var client in _open.Keys)
        {
            client.Close();
        }
    }

    public void Mend() => _isCut = false;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        Cut();
        await _accepting;
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                _ = RelayAsync(client);
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (SocketException)
            {
                // The one who knocked has gone again.
            }
        }
    }

    private async Task RelayAsync(TcpClient client)
    {
        using var caller = client;
        using var server = await ConnectAsync();
        if (server is null || _isCut)
        {
            return;
        }

        _open[caller] = true;
        _open[server] = true;
        try
        {
            (caller.NoDelay, server.NoDelay) = (true, true);
            await using var near = caller.GetStream();
            await using var far = server.GetStream();
            // Whichever side ends first ends both.
            await Task.WhenAny(near.CopyToAsync(far, _stop.Token), far.CopyToAsync(near, _stop.Token));
        }
        catch (Exception e) when (e is InvalidOperationException or SocketException)
        {
            // Cut between the connection and its streams.
        }
        finally
        {
            _open.TryRemove(caller, out _);
            _open.TryRemove(server, out _);
        }
    }

    private async Task<TcpClient?> ConnectAsync()
    {
        var first = (uint)Interlocked.Increment(ref _next);
        for (uint tries = 0; tries < _servers.Length && !_isCut; tries++)
        {
            var which = (int)((first + tries) % (uint)_servers.Length);
            var server = new TcpClient();
            try
            {
                await server.ConnectAsync(_servers[which], _stop.Token);
                Interlocked.Increment(ref _connections[which]);
                return server;
            }
            catch (Exception e) when (e is SocketException or OperationCanceledException)
            {
                server.Dispose();
            }
        }

        return null;
    }
}
