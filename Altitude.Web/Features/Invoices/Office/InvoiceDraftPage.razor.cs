using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Invoices;
using Altitude.Domain.Workspaces;
using Altitude.Web.Features.Workspaces;
using Altitude.Web.Live;
using Microsoft.AspNetCore.Components;

namespace Altitude.Web.Features.Invoices.Office;

/// <summary>A draft of an invoice: its editor while it is written, what became of it afterwards; live.</summary>
public sealed partial class InvoiceDraftPage
{
    private Staff? _staff;
    private InvoiceDraftView? _view;
    private bool _isMissing;
    private bool _wasWriting;

    [Parameter]
    public Guid Draft { get; set; }

    [Inject]
    public required InvoiceDraftQuery Query { get; init; }

    [Inject]
    public required CurrentStaff Current { get; init; }

    protected override (Id<Workspace> Workspace, LiveTopic Topic) Listening => (_staff!.WorkspaceId, LiveTopic.StaffOf(_staff.WorkspaceId)); // Prepared first.

    private bool MayPrice => _staff?.Role.MayPrice() == true;

    /// <summary>Once a colleague issued or discarded it, whoever was writing keeps what they typed before them.</summary>
    private bool IsEditing => _wasWriting;

    protected override async Task PrepareAsync(CancellationToken cancellationToken) => _staff = await Current.GetAsync();

    /// <summary>Issuing is told of the invoice that came of it.</summary>
    protected override bool Concerns(FeedEntry entry) =>
        _view is null || entry.Subject == Draft || (entry.Kind is "invoice.issued" && !_view.HasEnded);

    protected override async Task LoadAsync(CancellationToken cancellationToken)
    {
        _view = await Query.RunAsync(_staff!, new Id<InvoiceDraft>(Draft), cancellationToken); // Prepared first.
        _isMissing = _view is null;
        if (_isMissing)
        {
            AnswerNotFound();
        }

        _wasWriting = RendererInfo.IsInteractive && MayPrice && _view is not null && (_wasWriting || !_view.HasEnded);
    }

    protected override async Task OnParametersSetAsync()
    {
        if (_view is not null && _view.Id.Value != Draft)
        {
            _wasWriting = false;
            await LoadAsync(Closed); // The same page, on to another draft.
        }
    }

    private Task ReloadAsync() => LoadAsync(Closed);
}
