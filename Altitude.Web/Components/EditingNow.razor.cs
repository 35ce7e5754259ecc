using Altitude.Domain;
using Altitude.Domain.Workspaces;
using Altitude.Web.Features.Estimates;
using Microsoft.AspNetCore.Components;

namespace Altitude.Web.Components;

/// <summary>Says who is writing an estimate or an invoice right now, and that somebody saved. Nobody is locked out by it.</summary>
public sealed partial class EditingNow : IDisposable
{
    private IDisposable? _listening;
    private bool _isClosed;

    [Parameter, EditorRequired]
    public required Id<Workspace> Workspace { get; set; }

    /// <summary>Id of what is written.</summary>
    [Parameter, EditorRequired]
    public required Guid Paper { get; set; }

    /// <summary>The company's people, by id.</summary>
    [Parameter, EditorRequired]
    public required IReadOnlyDictionary<Id<StaffMember>, string> Names { get; set; }

    /// <summary>One's own seat, which is not spoken of.</summary>
    [Parameter]
    public EditorSeat? Own { get; set; }

    /// <summary>Somebody else saved.</summary>
    [Parameter]
    public EventCallback<EditorSave> OnSaved { get; set; }

    [Inject]
    public required EstimateEditors Editors { get; init; }

    private string Words
    {
        get
        {
            var names = Editors
                .Of(Workspace, Paper, Own)
                .Select(id => Names.GetValueOrDefault(id, "Somebody").Split(' ')[0])
                .Order(StringComparer.CurrentCulture)
                .ToArray();
            return names switch
            {
                [] => "",
                [var one] => $"{one} is editing",
                [.. var first, var last] => $"{string.Join(", ", first)} and {last} are editing",
            };
        }
    }

    public void Dispose()
    {
        _isClosed = true;
        _listening?.Dispose();
    }

    protected override void OnInitialized()
    {
        if (RendererInfo.IsInteractive)
        {
            _listening = Editors.Listen(Workspace, Paper, Hear);
        }
    }

    private void Hear(EditorSave? saved) => _ = InvokeAsync(() => TellAsync(saved)); // From another circuit's thread, which does not wait for this page.

    private async Task TellAsync(EditorSave? saved)
    {
        if (_isClosed)
        {
            return;
        }

        if (saved is not null && saved.Seat != Own?.Id)
        {
            try
            {
                await OnSaved.InvokeAsync(saved);
            }
            catch (Exception failed) when (failed is not OperationCanceledException)
            {
                await DispatchExceptionAsync(failed); // Reaches this page's error boundary.
            }
        }

        StateHasChanged();
    }
}
