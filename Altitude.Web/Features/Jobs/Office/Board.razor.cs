using Microsoft.AspNetCore.Components;

namespace Altitude.Web.Features.Jobs.Office;

/// <summary>The page of the board: its bar and the dialog that opens a job. What moves is in <see cref="BoardView"/>, so that a change draws nothing here.</summary>
public sealed partial class Board
{
    private bool _isOpening;

    /// <summary>Present: somebody was led here to open a job, for the customer of this id.</summary>
    [SupplyParameterFromQuery(Name = "new")]
    public string? New { get; set; }

    protected override void OnAfterRender(bool firstRender)
    {
        if (firstRender && New is not null)
        {
            OpenNewJob();
            StateHasChanged();
        }
    }

    private void OpenNewJob() => _isOpening = true;

    private void CloseNewJob() => _isOpening = false;
}
