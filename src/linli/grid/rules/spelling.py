"""One way of writing for all the ways in which people write an address. Source: domain-spec §16.4."""

from __future__ import annotations

import re

_PAIRS = (
    "號号 樓楼 東东 門门 區区 縣县 鎮镇 鄉乡 莊庄 園园 裡里 層层 單单 棟栋 戶户 邊边 側侧 "
    "對对 達达 華华 國国 廣广 場场 車车 醫医 學学 樂乐 麗丽 業业 銀银 龍龙 鳳凤 馬马 陽阳 "
    "陰阴 濱滨 濟济 濰潍 寧宁 張张 劉刘 陳陈 楊杨 趙赵 黃黄 吳吴 鄭郑 馮冯 蔣蒋 韓韩 許许 "
    "呂吕 羅罗 鄧邓 蕭萧 農农 漁渔 溝沟 灣湾 島岛 嶺岭 壩坝 橋桥 倉仓 庫库 廠厂 電电 視视 "
    "臺台 銅铜 鐵铁 鋼钢 興兴 爾尔 貿贸 經经 開开 發发 雙双 麥麦 豐丰 壽寿 飯饭 館馆 訊讯 "
    "處处 員员 會会 議议 賓宾 實实 驗验 務务 與与 間间 橫横 縱纵 長长 遠远 運运 進进 連连 "
    "過过 還还 頭头 舊旧 萬万 億亿 獨独 軍军 鐘钟 錢钱 關关 閩闽 滬沪 遼辽 隴陇 贛赣 瀘泸 "
    "蘇苏 魯鲁 瓊琼 貴贵 雲云 蘭兰 書书 畫画 藝艺 術术 檔档 領领 導导 黨党 團团 體体 環环 "
    "節节 衛卫 聯联 際际 寶宝 財财 產产 權权 買买 賣卖 內内 們们 個个 這这 說说 時时 來来 "
    "點点 擊击 響响 鬧闹 營营 養养 劑剂 藥药 機机 裏里 牆墙 衚胡 衕同 職职 專专 僑侨 鎢钨 "
    "爛烂 遷迁 傷伤 燈灯 燒烧 熱热 網网 線线 纜缆 綠绿 紅红 給给 維维 繞绕 結结 統统 絲丝 "
    "緯纬 緣缘 練练 組组 織织 細细 終终 級级 約约 紀纪 純纯 納纳 閘闸 閣阁 閱阅 閒闲 陸陆 "
    "陣阵 隊队 陝陕 險险 隱隐 難难 靈灵 靜静 頂顶 項项 順顺 須须 預预 頓顿 顏颜 額额 風风 "
    "飛飞 飲饮 飾饰 驛驿 髒脏 鹽盐 齊齐 龜龟 堅坚 塊块 塗涂 塢坞 墊垫 壓压 壞坏 壘垒 壟垄 "
    "夢梦 奧奥 婦妇 媽妈 寢寝 審审 寬宽 尋寻 屆届 屍尸 屬属 嶼屿 帶带 幣币 幫帮 幹干 幾几 "
    "廁厕 廂厢 廈厦 廚厨 廢废 異异 彈弹 強强 彎弯 後后 徑径 從从 復复 徵征 懷怀 態态 慶庆 "
    "應应 懸悬 戲戏 戰战 拋抛 挾挟 揚扬 換换 損损 搖摇 搶抢 撥拨 撫抚 擁拥 擇择 擋挡 據据 "
    "擠挤 擴扩 擺摆 攔拦 攤摊 敵敌 數数 斷断 暈晕 暫暂 曬晒 棗枣 棧栈 楓枫 極极 構构 槍枪 "
    "樁桩 樣样 檢检 櫃柜 歐欧 歲岁 歷历 殘残 殺杀 毀毁 氣气 汙污 沒没 決决 況况 洩泄 淚泪 "
    "淨净 淺浅 減减 渦涡 測测 湯汤 準准 溫温 滅灭 滯滞 滲渗 漲涨 漸渐 漿浆 潑泼 潔洁 潤润 "
    "澤泽 濃浓 濕湿 瀉泻 灑洒 灘滩 災灾 煉炼 煙烟 煩烦 燙烫 燭烛 爐炉 爺爷 牽牵 犧牺 狀状 "
    "獎奖 獲获 瑪玛 畝亩 畢毕 療疗 癢痒 皺皱 盜盗 盤盘 監监 眾众 睜睁 確确 碼码 磚砖 礎础 "
    "礦矿 禮礼 禍祸 種种 稅税 穩稳 窩窝 窪洼 窮穷 竄窜 競竞 筆笔 築筑 簡简 簽签 籃篮 籠笼 "
    "糞粪 糧粮 絕绝 綜综 縫缝 總总 繩绳 繳缴 罰罚 罷罢 習习 聖圣 聞闻 聲声 聽听 肅肃 腦脑 "
    "腳脚 膠胶 臉脸 臨临 舖铺 艙舱 蘆芦 藍蓝 蘋苹 虧亏 蟲虫 裝装 複复 見见 規规 覽览 觸触 "
    "計计 記记 訪访 設设 訴诉 診诊 註注 評评 詢询 試试 誌志 認认 語语 誤误 調调 請请 論论 "
    "證证 識识 譜谱 護护 讀读 變变 讓让 責责 貨货 費费 貼贴 賊贼 賠赔 賴赖 贈赠 趕赶 跡迹 "
    "踐践 蹤踪 軌轨 軟软 較较 載载 輕轻 輛辆 輪轮 輸输 轄辖 轉转 轎轿 迴回 遙遥 適适 選选 "
    "遺遗 郵邮 鄒邹 鄰邻 釋释 鈴铃 鉤钩 鋁铝 鋪铺 錄录 鎖锁 鏈链 鏽锈 閃闪 閉闭 問问 闆板 "
    "闊阔 雜杂 離离 霧雾 韋韦 頻频 題题 類类 願愿 顧顾 顯显 飄飘 無无 嶗崂 滄沧 萊莱 棲栖 諸诸 "
    "蓮莲 沖冲 衝冲 餘余 駐驻 駕驾 騎骑 騙骗 鬆松 鮮鲜 鳥鸟 鷺鹭 鹹咸 麵面 "
)
"""Traditional and simplified character side by side; those that occur in addresses and in what is wrong there."""
_FOLDED: dict[int, int | str] = {
    **{code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)},
    **{code: code + 32 for code in range(ord("A"), ord("Z") + 1)},
    **{code: code - 0xFEE0 + 32 for code in range(0xFF21, 0xFF3B)},
    0x3000: " ",
    **{ord(char): char for char in "，：；！？（）"},
}
_PLAIN = _FOLDED | {ord(pair[0]): pair[1] for pair in _PAIRS.split()}

_DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_TENS = {"十": 10, "百": 100}
_COUNTED = (
    "号|栋|幢|座|单元|层|楼|室|弄|巷|排|期|区|村|组|队|街|路|大道|国道|省道|县道|米|门|店|院|甲|乙|条|里|工业|小区"
)
_NUMERAL = re.compile(rf"[零〇一二三四五六七八九十百两]+(?=(?:{_COUNTED}))")


def plain(text: str) -> str:
    """Return `text` in simplified characters, half width and lower case, one character for one: positions stay."""
    return text.translate(_PLAIN)


def figures(text: str) -> str:
    """Return `text` with the numerals before a counted thing as digits (三单元 -> 3单元). Positions do not stay."""
    return _NUMERAL.sub(lambda found: numeral(found[0]), text)


def numeral(word: str) -> str:
    """Return the digits of a Chinese numeral below a thousand: 一百零五 -> 105, 一二〇 -> 120, 十 -> 10."""
    if not any(char in _TENS for char in word):
        return "".join(str(_DIGITS[char]) for char in word)
    total = current = 0
    for char in word:
        if char in _TENS:
            total += (current or 1) * _TENS[char]
            current = 0
        else:
            current = _DIGITS[char]
    return str(total + current)
