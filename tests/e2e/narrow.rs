//! A window that is narrow or low: what it offers stays in reach of the mouse.

use keyrack_tests::{App, Desktop};
use serde_json::json;

/// From the least that the window can be made, with both sides of each width at which the bar at its top changes.
const WIDTHS: [u32; 8] = [640, 767, 768, 831, 832, 999, 1000, 1280];

#[tokio::test(flavor = "multi_thread")]
async fn what_the_edges_of_the_window_offer_can_be_clicked_at_every_width() {
    let desktop = Desktop::start().await;
    let app = App::launch(&desktop).await;
    practise(&app).await;
    let out_of_reach = r"
        const offered = document.querySelectorAll(':is(header, footer) :is(button, input)');
        const reached = (part) => {
            const { left, top, width, height } = part.getBoundingClientRect();
            return part.contains(document.elementFromPoint(left + width / 2, top + height / 2));
        };
        const there = [...offered].filter((part) => part.checkVisibility());
        const name = (part) => part.getAttribute('aria-label') ?? part.textContent.trim();
        done([there.length > 10, ...there.filter((part) => !reached(part)).map(name)]);";
    for width in WIDTHS {
        app.resize(width, 480).await;
        let found = app.run_in_page(out_of_reach).await;
        assert_eq!(found, json!([true]), "{width} pixels wide");
    }
    app.quit().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_list_of_organizations_stays_inside_a_low_window() {
    let desktop = Desktop::start().await;
    let app = App::launch(&desktop).await;
    practise(&app).await;
    app.resize(640, 480).await;
    app.by_name("combobox", "Organization").await.click().await;
    app.by_name("option", "All organizations").await;
    let measure = r"
        const list = document.querySelector('.organizations');
        const { top, bottom } = list.getBoundingClientRect();
        const [all] = [...list.querySelectorAll('*')].map((part) => part.scrollHeight).sort((a, b) => b - a);
        done({ inside: top >= 0 && bottom <= innerHeight, more: all > list.clientHeight });";
    let measured = app.run_in_page(measure).await;
    assert_eq!(measured, json!({ "inside": true, "more": true }));
    app.quit().await;
}

async fn practise(app: &App<'_>) {
    let practice = app
        .by_name("button", "Explore with practice services")
        .await;
    practice.click().await;
    app.row("deploy-bot").await;
}
